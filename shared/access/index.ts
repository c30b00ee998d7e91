export * from "./roles.ts";
export * from "./table.ts";
export * from "./reach.ts";
export * from "./desks.ts";
export * from "./events.ts";
