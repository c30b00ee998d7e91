import { SaxesParser, type SaxesTagPlain } from "saxes";
import { FileRefusal } from "./file-refusal.ts";
import { READ_LIMITS } from "./limits.ts";

/** Attributes with any namespace prefix cut off. */
export type XmlAttributes = Readonly<Record<string, string>>;

export interface XmlHandlers {
  open?(name: string, attributes: XmlAttributes): void;
  text?(text: string): void;
  close?(name: string): void;
}

export interface XmlReader {
  write(text: string): void;
  end(): void;
}

/** @returns a name without its namespace prefix: producers write `row`, `x:row`, `ns0:row`. */
export function localName(name: string): string {
  const colon = name.indexOf(":");
  return colon < 0 ? name : name.slice(colon + 1);
}

function damaged(part: string): FileRefusal {
  return new FileRefusal("damaged-workbook", { why: part });
}

/**
 * A SAX reader that expands nothing: a document type or a processing entity is refused, so no external
 * or recursive entity is ever looked at.
 * @throws FileRefusal `unsafe-workbook`, `damaged-workbook`, `cell-too-large`
 */
export function createXmlReader(part: string, handlers: XmlHandlers): XmlReader {
  const parser = new SaxesParser<{ xmlns: false; position: false }>({ xmlns: false, position: false });
  let sinceMarkup = 0;
  let depth = 0;
  parser.on("doctype", () => {
    throw new FileRefusal("unsafe-workbook");
  });
  parser.on("error", () => {
    throw damaged(part);
  });
  parser.on("opentag", (tag: SaxesTagPlain) => {
    sinceMarkup = 0;
    depth += 1;
    if (depth > READ_LIMITS.xmlDepth) throw damaged(part);
    handlers.open?.(localName(tag.name), tag.attributes);
  });
  parser.on("closetag", (tag: SaxesTagPlain) => {
    sinceMarkup = 0;
    depth -= 1;
    handlers.close?.(localName(tag.name));
  });
  if (handlers.text) {
    parser.on("text", handlers.text);
    parser.on("cdata", handlers.text);
  }
  return {
    write(text) {
      sinceMarkup += text.length;
      parser.write(text);
      if (sinceMarkup > READ_LIMITS.recordChars) throw new FileRefusal("cell-too-large", { row: part });
    },
    end: () => void parser.close(),
  };
}
