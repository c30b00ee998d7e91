/** Sealed packages as the bank opens them. */
import { zipCrypt, zipKeys, zipMac } from "../../service/workflow/aes-zip.ts";

/** The file in the archive, read as any archiver would; null when the password or the content is not right. */
export function unsealed(zip: Buffer, password: string): string | null {
  const [nameLength, extraLength] = [zip.readUInt16LE(26), zip.readUInt16LE(28)];
  const data = zip.subarray(30 + nameLength + extraLength, 30 + nameLength + extraLength + zip.readUInt32LE(18));
  const keys = zipKeys(password, data.subarray(0, 16));
  const ciphertext = data.subarray(18, data.length - 10);
  if (!keys.check.equals(data.subarray(16, 18)) || !zipMac(keys.mac, ciphertext).equals(data.subarray(data.length - 10))) return null;
  return zipCrypt(keys.cipher, ciphertext).toString("utf8");
}
