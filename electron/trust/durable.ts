/** Durable files, for main too: what it keeps so is names, counts and signed words, no record data. */
export { replaceFile, syncFolder } from "../../db/durable-file.ts";
