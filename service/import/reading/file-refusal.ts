/** A whole file that cannot be imported: what is wrong and what to do about it, as data. */

interface RefusalText {
  readonly zh: string;
  readonly en: string;
}

/** `{name}` marks are filled from the detail of the refusal. */
export const FILE_REFUSALS = {
  "file-not-found": {
    zh: "找不到文件。请核对路径后重试。",
    en: "The file was not found. Check the path and try again.",
  },
  "file-unreadable": {
    zh: "文件无法读取({why})。请确认文件未被占用且有读取权限。",
    en: "The file cannot be read ({why}). Make sure it is not in use and may be read.",
  },
  "empty-file": {
    zh: "文件是空的。请向委托方重新索取。",
    en: "The file is empty. Ask the client bank to send it again.",
  },
  "legacy-xls": {
    zh: "这是旧版 .xls 工作簿。请用 Excel 或 WPS 打开,另存为 .xlsx 后再导入。",
    en: "This is an old .xls workbook. Open it in Excel or WPS, save it as .xlsx, and import that.",
  },
  encrypted: {
    zh: "文件有打开密码。请输入密码打开,取消密码并另存为 .xlsx 后再导入。",
    en: "The file is protected by a password. Open it, remove the password, save it as .xlsx, and import that.",
  },
  xlsb: {
    zh: "这是二进制工作簿 (.xlsb)。请在 Excel 中另存为 .xlsx 后再导入。",
    en: "This is a binary workbook (.xlsb). Save it as .xlsx in Excel and import that.",
  },
  "markup-table": {
    zh: "这是网页或 XML 表格,不是工作簿。请用 Excel 打开,另存为 .xlsx 后再导入。",
    en: "This is a web page or XML table, not a workbook. Open it in Excel, save it as .xlsx, and import that.",
  },
  archive: {
    zh: "这是压缩包或其他格式的文件,里面没有 .xlsx 工作表。请先解压,再导入其中的 .xlsx 或 .csv。",
    en: "This is an archive or another kind of file without an .xlsx sheet. Unpack it and import the .xlsx or .csv inside.",
  },
  "damaged-workbook": {
    zh: "工作簿已损坏或不完整({why})。请重新下载;若仍如此,用 Excel 打开修复并另存为 .xlsx。",
    en: "The workbook is damaged or incomplete ({why}). Download it again; if that fails, repair it in Excel and save it as .xlsx.",
  },
  "unsafe-workbook": {
    zh: "工作簿内含不允许的 XML 声明。请用 Excel 打开,另存为 .xlsx 后再导入。",
    en: "The workbook holds an XML declaration that is not allowed. Open it in Excel, save it as .xlsx, and import that.",
  },
  "zip-bomb": {
    zh: "工作簿解压后异常庞大,已停止读取。请用 Excel 打开,删除空白行列并另存为 .xlsx。",
    en: "The workbook unpacks to an abnormal size; reading was stopped. Open it in Excel, delete the blank rows and columns, save it as .xlsx.",
  },
  "too-many-columns": {
    zh: "工作表「{sheet}」第 {row} 行超过 {limit} 列。请删除多余的列后再导入。",
    en: 'Row {row} of sheet "{sheet}" has more than {limit} columns. Delete the surplus columns and import again.',
  },
  "too-many-strings": {
    zh: "工作簿的文字过多,无法一次载入。请另存为 CSV (UTF-8) 后再导入。",
    en: "The workbook holds too much text to load. Save it as CSV (UTF-8) and import that.",
  },
  "cell-too-large": {
    zh: "第 {row} 行附近有一个单元格过大。请检查该处内容或引号后再导入。",
    en: "A cell near row {row} is too large. Check its content or its quotation marks and import again.",
  },
  "unclosed-quote": {
    zh: "第 {row} 行的引号没有闭合,其后的行无法可靠拆分。请修正该行或让委托方重新导出。",
    en: "A quotation mark opened in row {row} is never closed, so the rows after it cannot be told apart. Correct it or have the file exported again.",
  },
  "binary-content": {
    zh: "文件含有二进制内容,不是文本表格。请另存为 .xlsx 或 CSV (UTF-8) 后再导入。",
    en: "The file holds binary content and is no text table. Save it as .xlsx or CSV (UTF-8) and import that.",
  },
  "unknown-encoding": {
    zh: "无法识别文件的文字编码。请另存为 CSV (UTF-8) 或 .xlsx 后再导入。",
    en: "The text encoding of the file is not recognised. Save it as CSV (UTF-8) or .xlsx and import that.",
  },
  "truncated-text": {
    zh: "文件在一个汉字中间截断,内容不完整。请重新下载或向委托方重新索取。",
    en: "The file ends in the middle of a character and is incomplete. Download it again or ask the client bank for it.",
  },
  "lossy-encoding": {
    zh: "文件导出时有汉字变成了问号或乱码(例如第 {row} 行),姓名、地址已不可靠。请让委托方以 UTF-8、GB18030 或 .xlsx 重新导出。",
    en: "Characters were lost as question marks when the file was exported (row {row} for one), so names and addresses cannot be trusted. Ask the client bank to export it again as UTF-8, GB18030 or .xlsx.",
  },
  "no-visible-sheet": {
    zh: "工作簿里没有可见的工作表。请取消隐藏要导入的工作表后再导入。",
    en: "The workbook has no visible sheet. Unhide the sheet to be imported and try again.",
  },
  "no-header": {
    zh: "前 {limit} 行里没有找到表头(至少要有 {wanted} 等列)。请核对文件,或为该行保存列对应关系。",
    en: "No header row was found in the first {limit} rows (columns such as {wanted} are needed). Check the file, or save a column mapping for this bank.",
  },
  "wrong-kind": {
    zh: "这份文件看起来是「{found}」,不是「{expected}」。请选择正确的导入类型。",
    en: 'This file looks like "{foundEn}", not "{expectedEn}". Choose the right kind of import.',
  },
  "missing-column": {
    zh: "缺少必需的列:{columns}。请让委托方补齐,或为该行保存列对应关系。",
    en: "Required columns are missing: {columns}. Ask the client bank to add them, or save a column mapping for this bank.",
  },
  "mapping-mismatch": {
    zh: "已保存的列对应关系与表头不符,找不到列:{columns}。请重新确认该行的列对应关系。",
    en: "The saved mapping does not fit the header; not found: {columns}. Confirm the mapping for this bank again.",
  },
  "no-rows": {
    zh: "表头下面没有数据行。请核对文件或向委托方重新索取。",
    en: "There are no rows below the header. Check the file or ask the client bank for it.",
  },
  "total-too-large": {
    zh: "金额合计超出可计算的范围,请检查金额列的单位。",
    en: "The amounts add up to more than can be counted; check the unit of the amount column.",
  },
} as const satisfies Record<string, RefusalText>;

export type FileRefusalCode = keyof typeof FILE_REFUSALS;
export type RefusalDetail = Readonly<Record<string, string | number>>;

/** @returns the text with each `{name}` mark filled from the detail. */
export function fillText(text: string, detail: RefusalDetail): string {
  return text.replace(/\{(\w+)\}/g, (mark, name: string) => String(detail[name] ?? mark));
}

/** Thrown when nothing of the file may be imported; carries a code and what to do in zh and en. */
export class FileRefusal extends Error {
  override readonly name = "FileRefusal";
  readonly code: FileRefusalCode;
  readonly zh: string;
  readonly en: string;
  readonly detail: RefusalDetail;

  constructor(code: FileRefusalCode, detail: RefusalDetail = {}) {
    const en = fillText(FILE_REFUSALS[code].en, detail);
    super(`${code}: ${en}`);
    this.code = code;
    this.detail = detail;
    this.zh = fillText(FILE_REFUSALS[code].zh, detail);
    this.en = en;
  }
}
