export * from "./errors.ts";
export * from "./device.ts";
export * from "./session.ts";
export * from "./sync.ts";
export * from "./desk.ts";
