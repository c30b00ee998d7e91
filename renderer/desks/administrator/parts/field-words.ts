/** Fields, normalisations and remarks of an import in words. */
import type { Translate } from "../../../i18n/index.ts";
import { camel, type Count } from "../logic/counts.ts";
import { fieldName } from "../logic/fields.ts";
import { administrator as words } from "../../../i18n/zh-CN/administrator.ts";

type Normalised = keyof typeof words.normalised;
type Warning = keyof typeof words.warning;
const isNormalised = (key: string): key is Normalised => key in words.normalised;
const isWarning = (key: string): key is Warning => key in words.warning;

/** A canonical field as people call it. */
export function fieldWords(field: string, t: Translate): string {
  const name = fieldName(field);
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

/** What was normalised or remarked on; a code this version has no words for is shown as it is. */
export function countWords(count: Count, t: Translate): string {
  const key = camel(count.code);
  if (isNormalised(key)) return t(`administrator:normalised.${key}`);
  return isWarning(key) ? t(`administrator:warning.${key}`) : count.code;
}
