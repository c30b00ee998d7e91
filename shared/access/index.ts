export * from "./roles.ts";
export * from "./table.ts";
