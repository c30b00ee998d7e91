/** Fields, normalisations and remarks of an import in words. */
import type { Language, Translate } from "../../../i18n/index.ts";
import { camel, type Count } from "../logic/counts.ts";
import { fieldName, knownFields, type FileKind } from "../logic/fields.ts";
import { administrator as words } from "../../../i18n/zh-CN/administrator.ts";

type Normalised = keyof typeof words.normalised;
type Warning = keyof typeof words.warning;
const isNormalised = (key: string): key is Normalised => key in words.normalised;
const isWarning = (key: string): key is Warning => key in words.warning;

/** Case files call their key otherwise than the files that refer to it. */
const isSerial = (field: string, kind: FileKind): boolean => kind === "cases" && field === "caseNo";

/** A canonical field as people call it. */
function fieldWords(field: string, kind: FileKind, t: Translate): string {
  const name = fieldName(field);
  if (isSerial(field, kind)) return t("administrator:caseSerial");
  switch (name.form) {
    case "plain":
      return t(`administrator:field.${name.field}`);
    case "remark":
      return t("administrator:remarkField", { n: name.n });
    case "contact":
      return t("administrator:contactField", { n: name.n, part: t(`administrator:contactPart.${name.part}`) });
    case "extra":
      return t("administrator:mapping.extra", { name: name.name });
  }
}

/** The Chinese name of a field: the heading the trade's files carry, in whatever language the screen speaks. */
export function fieldHeading(field: string, kind: FileKind): string {
  const name = fieldName(field);
  if (isSerial(field, kind)) return words.caseSerial;
  switch (name.form) {
    case "plain":
      return words.field[name.field];
    case "remark":
      return words.remarkField.replace("{{n}}", String(name.n));
    case "contact":
      return words.contactField.replace("{{n}}", String(name.n)).replace("{{part}}", words.contactPart[name.part]);
    case "extra":
      return name.name;
  }
}

/** A field in the words of the screen; off Chinese with the heading beside it, because that is what stands in the file. */
export function fieldAndHeading(field: string, kind: FileKind, t: Translate, language: Language): string {
  const [said, heading] = [fieldWords(field, kind, t), fieldHeading(field, kind)];
  return language === "zh-CN" || said.includes(heading) ? said : `${said} · ${heading}`;
}

/** Columns the centre misses: each by its heading, alternatives joined by "/". A heading no field has is shown as it is. */
export function missingWords(missing: readonly string[], kind: FileKind, t: Translate, language: Language): string {
  const fieldOf = new Map(knownFields(kind).map((field) => [fieldHeading(field, kind), field]));
  const said = (heading: string) => {
    const field = fieldOf.get(heading);
    return field === undefined ? heading : fieldAndHeading(field, kind, t, language);
  };
  return missing.map((anyOf) => anyOf.split("/").map(said).join(t("administrator:mapping.or"))).join(t("administrator:mapping.and"));
}

/** What was normalised or remarked on; a code this version has no words for is shown as it is. */
export function countWords(count: Count, t: Translate): string {
  const key = camel(count.code);
  if (isNormalised(key)) return t(`administrator:normalised.${key}`);
  return isWarning(key) ? t(`administrator:warning.${key}`) : count.code;
}
