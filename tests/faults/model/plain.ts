/** Bytes of an encrypted file as they are under its key, freed pages included. Must be the first import of a program: the product closes that way when it is loaded. */
import Library from "better-sqlite3";

const { serialize } = Library.prototype;

/** The decrypted pages of an open database, for searching what must not be there. */
export const pagesOf = (db: InstanceType<typeof Library>): Buffer => serialize.call(db);
