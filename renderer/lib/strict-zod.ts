/**
 * zod compiles schemas with `new Function` when it may; under our CSP even the probe is a violation. The
 * setting has to stand before any schema is made, and a bundler may put schemas into a chunk that runs
 * before its importers: so this touches zod's global without importing zod, and each window's entry
 * imports this first and everything else by `import()`.
 */
const settings = globalThis as { __zod_globalConfig?: { jitless?: boolean } };
settings.__zod_globalConfig = { ...settings.__zod_globalConfig, jitless: true };
