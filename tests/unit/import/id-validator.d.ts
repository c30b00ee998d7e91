declare module "id-validator" {
  /** Only what the tests use: a second opinion on GB 11643. */
  export default class IDValidator {
    isValid(idNo: string): boolean;
  }
}
