/** Bytes of an encrypted file as they are under its key, freed pages included. Loaded before the product closes that way. */
import Library from "better-sqlite3";

const { serialize } = Library.prototype;

/** The decrypted pages of an open database, for searching what must not be there. */
export const pagesOf = (db: InstanceType<typeof Library>): Buffer => serialize.call(db);
