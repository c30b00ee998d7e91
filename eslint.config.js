// ESLint for the whole house. Comments cannot switch a rule off: an exception is a line in this file, with its
// reason, where a reviewer sees it.
import { builtinRules } from "eslint/use-at-your-own-risk";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";
import { lockdesk } from "./build/eslint-rules/index.ts";

const PRODUCT = ["shared/**", "db/**", "electron/**", "renderer/**", "service/**"];
const WORKSTATION = ["shared/**/*.{ts,tsx}", "db/**/*.{ts,tsx}", "electron/**/*.{ts,tsx}", "renderer/**/*.{ts,tsx}"];

/** Where the rules of the house do not hold, and why. */
const EXCEPTIONS = [
  { rule: "ipc-main-in-router", files: ["electron/main/ipc-router*.ts"], why: "is the router" },
  { rule: "no-socket", files: ["electron/bridge/**"], why: "is the bridge" },
  { rule: "no-words-in-code", files: ["renderer/i18n/**"], why: "is where the words are" },
  { rule: "no-words-in-code", files: ["renderer/desks/it/logic/paste.ts"], why: "names the columns of the personnel office's list" },
  { rule: "no-words-in-code", files: ["renderer/desks/collector/logic/contacts.ts"], why: "compares with a word of the bank's file" },
];

/** ESLint's own recommendation, read from the rules themselves. */
const recommended = [...builtinRules].filter(([, rule]) => rule.meta?.docs?.recommended).map(([name]) => [name, "error"]);

export default tseslint.config(
  { ignores: ["node_modules/**", "out/**", "artifacts/**", ".lockdesk/**", "service/migrations/**", "tests/fixtures/**"] },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "off" } },
  { rules: Object.fromEntries(recommended) },
  tseslint.configs.recommended,
  {
    languageOptions: { globals: globals.node },
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true }],
      // Control characters are what our input checks look for.
      "no-control-regex": "off",
      eqeqeq: ["error", "always", { null: "ignore" }],
    },
  },
  {
    files: ["**/*.{ts,tsx}"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports", disallowTypeAnnotations: false }],
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: false }],
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    // Pages inside test programs; TypeScript knows all names elsewhere.
    files: ["tests/**", "**/*.{ts,tsx}"],
    rules: { "no-undef": "off" },
  },
  {
    files: ["**/*.cjs"],
    languageOptions: { sourceType: "commonjs" },
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
  {
    files: ["renderer/**/*.{ts,tsx}"],
    ...reactHooks.configs.flat.recommended,
    languageOptions: { globals: globals.browser },
  },
  {
    files: ["renderer/**/*.{ts,tsx}"],
    // Both speak to the React compiler, which we do not use; a draft that starts anew with its case is on purpose.
    rules: { "react-hooks/set-state-in-effect": "off", "react-hooks/incompatible-library": "off" },
  },
  // A failure is said through the logger or to the person, never to a console nobody reads.
  { files: PRODUCT, ignores: ["service/main.ts", "service/admin/**"], rules: { "no-console": "error" } },
  { plugins: { lockdesk } },
  {
    files: WORKSTATION,
    rules: { "lockdesk/no-export-api": "error", "lockdesk/ipc-main-in-router": "error", "lockdesk/no-socket": "error" },
  },
  {
    files: ["renderer/**/*.{ts,tsx}"],
    // Each language is offered under its own name; the product is called the same in all.
    rules: { "lockdesk/no-words-in-code": ["error", { allow: ["中文", "Lockdesk"] }] },
  },
  ...EXCEPTIONS.map(({ rule, files }) => ({ files, rules: { [`lockdesk/${rule}`]: "off" } })),
);
