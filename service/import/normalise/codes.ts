/** Everything an import says about single rows and cells, as data: refusals, normalisations, warnings, notices. */

interface Words {
  readonly zh: string;
  readonly en: string;
}

/** Why a row is refused and what to do. `{column}`, `{value}` and `{row}` are filled in. */
export const ROW_REFUSALS = {
  "value-missing": {
    zh: "「{column}」为空,此列必填。请补齐后重新提交该行。",
    en: '"{column}" is empty and required. Fill it in and submit the row again.',
  },
  "id-or-card-missing": {
    zh: "证件号和卡号都为空,至少要有一个。请向委托方索取。",
    en: "Both ID number and card number are empty; one is needed. Ask the client bank.",
  },
  "no-key": {
    zh: "案件号和卡号都为空,无法找到对应案件。请补齐其中一个。",
    en: "Both case number and card number are empty, so no case can be found. Fill in one of them.",
  },
  "id-precision-lost": {
    zh: "证件号被 Excel 当作数字,末几位已丢失。请让委托方把该列设为文本后重新导出,不要自行补零。",
    en: "The ID number was stored as a number and has lost its last digits. Have the column exported as text; do not fill in zeros.",
  },
  "id-formula": {
    zh: "证件号是公式,不是文本。请复制后选择性粘贴为数值,并设为文本格式。",
    en: "The ID number is a formula. Paste it as a value, formatted as text.",
  },
  "id-length": {
    zh: "身份证号应为 18 位(旧证 15 位),此处 {length} 位。请核对原件。",
    en: "A resident ID number has 18 characters (15 before 1999); this one has {length}. Check the original.",
  },
  "id-characters": {
    zh: "证件号含有不允许的字符。请核对原件。",
    en: "The ID number holds characters that are not allowed. Check the original.",
  },
  "id-region": {
    zh: "身份证号前两位不是有效的省级代码。请核对原件。",
    en: "The first two digits of the ID number name no province. Check the original.",
  },
  "id-birthday": {
    zh: "身份证号中的出生日期不存在或晚于委案日期。请核对原件。",
    en: "The birthday inside the ID number does not exist or lies after the placement. Check the original.",
  },
  "id-checksum": {
    zh: "身份证号校验位不符,至少有一位写错。请核对原件。",
    en: "The check digit of the ID number is wrong: at least one digit is mistyped. Check the original.",
  },
  "card-precision-lost": {
    zh: "卡号被 Excel 当作数字,末几位已丢失。请让委托方把该列设为文本后重新导出,不要自行补零。",
    en: "The card number was stored as a number and has lost its last digits. Have the column exported as text; do not fill in zeros.",
  },
  "card-formula": {
    zh: "卡号是公式,不是文本。请复制后选择性粘贴为数值,并设为文本格式。",
    en: "The card number is a formula. Paste it as a value, formatted as text.",
  },
  "card-masked": {
    zh: "卡号被打码,无法对应案件。请向委托方索取完整卡号或案件号。",
    en: "The card number is masked and matches no case. Ask the client bank for the full number or the case number.",
  },
  "card-characters": {
    zh: "卡号含有数字以外的字符。请核对。",
    en: "The card number holds characters other than digits. Check it.",
  },
  "card-length": {
    zh: "卡号应为 12 至 19 位数字,此处 {length} 位。请核对。",
    en: "A card number has 12 to 19 digits; this one has {length}. Check it.",
  },
  "key-precision-lost": {
    zh: "「{column}」被 Excel 当作数字,末几位已丢失。请让委托方把该列设为文本后重新导出。",
    en: '"{column}" was stored as a number and has lost its last digits. Have the column exported as text.',
  },
  "amount-unreadable": {
    zh: "「{column}」不是可识别的金额。请改为以元为单位的数字,如 12,345.67。",
    en: '"{column}" is not an amount. Write a number in yuan, such as 12,345.67.',
  },
  "amount-scientific": {
    zh: "「{column}」是科学计数法,金额可能已失真。请让委托方重新导出为普通数字。",
    en: '"{column}" is in scientific notation and may have lost digits. Have it exported as a plain number.',
  },
  "amount-not-positive": {
    zh: "「{column}」必须大于 0。请核对;冲正、退款请单独说明。",
    en: '"{column}" must be above 0. Check it; report reversals and refunds separately.',
  },
  "amount-too-large": {
    zh: "「{column}」超出合理范围。请检查单位是否为元。",
    en: '"{column}" is beyond any plausible amount. Check that the unit is yuan.',
  },
  "date-unreadable": {
    zh: "「{column}」不是可识别的日期。请改为 2026-11-20 的形式。",
    en: '"{column}" is not a date. Write it as 2026-11-20.',
  },
  "date-impossible": {
    zh: "「{column}」写的日期不存在。请核对。",
    en: '"{column}" names a day that does not exist. Check it.',
  },
  "date-ambiguous": {
    zh: "「{column}」年月日的顺序不明。请改为 2026-11-20 的形式。",
    en: 'The order of year, month and day in "{column}" is unclear. Write it as 2026-11-20.',
  },
  "number-unreadable": {
    zh: "「{column}」不是整数。请核对。",
    en: '"{column}" is not a whole number. Check it.',
  },
  "currency-unknown": {
    zh: "「{column}」的币种无法识别(支持人民币、港币、美元)。请核对。",
    en: 'The currency in "{column}" is not known (CNY, HKD and USD are). Check it.',
  },
  "recall-type-unknown": {
    zh: "「{column}」应为撤案、停催或结清之一。请核对。",
    en: '"{column}" must be one of recall (撤案), stop (停催) or settled (结清). Check it.',
  },
  "cell-error": {
    zh: "「{column}」是 Excel 错误值(如 #N/A)。请修正公式后重新导出。",
    en: '"{column}" holds an Excel error such as #N/A. Correct the formula and export again.',
  },
  "formula-text": {
    zh: "「{column}」以公式符号开头,不是有效内容。请改为文本。",
    en: '"{column}" starts like a formula and is no valid content. Write it as text.',
  },
  "lost-characters": {
    zh: "「{column}」有字在导出时变成了问号。请向委托方核对原字。",
    en: 'A character in "{column}" was lost as a question mark. Ask the client bank for the original.',
  },
  "text-too-long": {
    zh: "「{column}」过长(上限 {limit} 字)。请检查是否错列或缺少引号。",
    en: '"{column}" is too long (limit {limit} characters). Check for shifted columns or a missing quotation mark.',
  },
  "duplicate-case": {
    zh: "案件号与第 {first} 行重复,已保留前一行。请核对是否重复委案。",
    en: "The case number repeats row {first}, which was kept. Check whether the case was placed twice.",
  },
  "duplicate-flow": {
    zh: "流水号与第 {first} 行重复,已保留前一行。",
    en: "The transaction number repeats row {first}, which was kept.",
  },
  "duplicate-row": {
    zh: "与第 {first} 行内容相同,已保留前一行。若确为两笔,请补充流水号。",
    en: "The row repeats row {first}, which was kept. If both are real, add transaction numbers.",
  },
  "record-invalid": {
    zh: "该行无法生成有效记录({value})。请核对各列内容。",
    en: "The row makes no valid record ({value}). Check its columns.",
  },
} as const satisfies Record<string, Words>;
export type RowRefusalCode = keyof typeof ROW_REFUSALS;

/** What was rewritten on the way in without changing its meaning; counted per kind. */
export const NORMALISATIONS = {
  "space-trimmed": { zh: "去除首尾或多余空格", en: "surplus spaces removed" },
  "full-width": { zh: "全角转半角", en: "full-width characters made half-width" },
  thousands: { zh: "去除千分位", en: "thousands separators removed" },
  "currency-mark": { zh: "去除货币符号或单位", en: "currency marks removed" },
  "bracket-negative": { zh: "括号或尾随负号转为负数", en: "brackets or a trailing minus read as negative" },
  "rounded-to-fen": { zh: "四舍五入到分", en: "rounded to fen" },
  "date-separator": { zh: "日期分隔符统一", en: "date separators made uniform" },
  "date-compact": { zh: "八位数字日期", en: "eight-digit dates" },
  "date-chinese": { zh: "年月日写法的日期", en: "dates written with 年月日" },
  "date-serial": { zh: "Excel 序列日期", en: "Excel day numbers" },
  "time-cut": { zh: "去除时间部分", en: "time of day cut off" },
  apostrophe: { zh: "去除文本标记符", en: "text apostrophes removed" },
  separators: { zh: "去除号码中的分隔符", en: "separators inside numbers removed" },
  "country-code": { zh: "去除 +86", en: "country code removed" },
  "area-code-zero": { zh: "补回区号首位 0", en: "leading 0 of an area code restored" },
  "upper-x": { zh: "证件号 x 改大写", en: "x of an ID number capitalised" },
  "number-as-text": { zh: "数字单元格转文本", en: "number cells read as text" },
  "formula-result": { zh: "采用公式结果", en: "stored results of formulas used" },
  placeholder: { zh: "占位符视为空", en: "placeholders read as empty" },
} as const satisfies Record<string, Words>;
export type NormalisationCode = keyof typeof NORMALISATIONS;

/** What was left out or looks odd without refusing the row; counted per kind. */
export const WARNINGS = {
  "phone-invalid": { zh: "电话号码无效,未导入", en: "invalid phone numbers left out" },
  "contact-id-invalid": { zh: "联系人证件号无效,未导入", en: "invalid ID numbers of contacts left out" },
  "email-invalid": { zh: "邮箱无效,未导入", en: "invalid e-mail addresses left out" },
  "card-luhn": { zh: "卡号校验位不符,已导入", en: "card numbers failing the Luhn check, imported" },
  "card-repeated": { zh: "同一卡号出现多次", en: "card numbers that occur more than once" },
  "id-other-name": { zh: "同一证件号出现不同姓名", en: "ID numbers that occur under different names" },
  "bucket-unknown": { zh: "账龄无法识别,已留空", en: "unknown buckets left empty" },
  "gender-unknown": { zh: "性别无法识别,已留空", en: "unknown genders left empty" },
  "birthday-differs": { zh: "生日与身份证号不一致", en: "birthdays that differ from the ID number" },
  "gender-differs": { zh: "性别与身份证号不一致", en: "genders that differ from the ID number" },
  "precision-lost": { zh: "长数字已丢失末几位,未导入", en: "long numbers that lost their last digits left out" },
  "cell-error": { zh: "选填列为 Excel 错误值,已留空", en: "Excel errors in optional columns left empty" },
  "term-not-a-date": { zh: "委案期限不是日期,原样保留", en: "placement terms that are no date, kept as text" },
} as const satisfies Record<string, Words>;
export type WarningCode = keyof typeof WARNINGS;

/** What was left unread, said once per sheet. */
export const NOTICES = {
  "sheet-hidden": { zh: "工作表「{sheet}」已隐藏,未读取。", en: 'Sheet "{sheet}" is hidden and was not read.' },
  "sheet-no-header": { zh: "工作表「{sheet}」没有表头,未导入。", en: 'Sheet "{sheet}" has no header and was not imported.' },
  "sheet-other-kind": { zh: "工作表「{sheet}」是另一类数据,未导入。", en: 'Sheet "{sheet}" holds another kind of data and was not imported.' },
  "footer-skipped": { zh: "工作表「{sheet}」第 {row} 行是合计或落款,未导入。", en: 'Row {row} of sheet "{sheet}" is a total or signature and was not imported.' },
} as const satisfies Record<string, Words>;
export type NoticeCode = keyof typeof NOTICES;
