// The little of a syntax tree that the rules of the house look at, JSX and TypeScript nodes included.
import type { Rule } from "eslint";

/** Any node; the parser hands out more kinds than eslint's own types name. */
export interface SyntaxNode {
  type: string;
  parent?: SyntaxNode;
  [field: string]: unknown;
}

export type Report = (node: SyntaxNode, messageId: string, data?: Record<string, string>) => void;

/** Listeners by selector over loose nodes. */
export type Listeners = Record<string, (node: SyntaxNode) => void>;

/**
 * Makes a rule from its messages and listeners.
 * @param options JSON schema of the single option object, if the rule has one
 */
export function rule(
  description: string,
  messages: Record<string, string>,
  create: (report: Report, option: Record<string, unknown>, filename: string) => Listeners,
  option?: Record<string, unknown>,
): Rule.RuleModule {
  return {
    meta: { type: "problem", docs: { description }, messages, schema: option ? [{ type: "object", properties: option, additionalProperties: false }] : [] },
    create(context) {
      const report: Report = (node, messageId, data = {}) => {
        context.report({ node: node as unknown as Rule.Node, messageId, data });
      };
      return create(report, (context.options[0] ?? {}) as Record<string, unknown>, context.filename) as Rule.RuleListener;
    },
  };
}

/** Name of a member, property or import specifier when it is written out: `a.name`, `a["name"]`, `{ name }`. */
export function writtenName(key: unknown, computed: unknown): string | undefined {
  const node = key as SyntaxNode | undefined;
  if (node?.type === "Identifier" && computed !== true) return String(node.name);
  if (node?.type === "Literal" && typeof node.value === "string") return node.value;
  if (node?.type === "TemplateLiteral") {
    const parts = node.quasis as { value: { cooked: string } }[];
    return parts.length === 1 ? parts[0]?.value.cooked : undefined;
  }
  return undefined;
}

/** Whether an import takes types only, so that nothing is loaded. */
export function isTypeImport(node: SyntaxNode): boolean {
  return node.importKind === "type" || (node.parent?.type === "ImportDeclaration" && node.parent.importKind === "type");
}
