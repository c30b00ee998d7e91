// The dependency rule of the house (docs: DESIGN.md 1) as data: who may never import whom. Types count too, save
// where a line says otherwise. `build/commands/checks/boundaries.ts` runs it, and fails when it saw too little.

/** Node modules that open a connection. */
const SOCKETS = "^(node:)?(net|tls|http|https|http2|dgram|dns|dns/promises|inspector|inspector/promises)$";
/** npm packages that do. */
const SOCKET_PACKAGES = "node_modules/(undici|ws|axios|got|node-fetch|engine[.]io-client|socket[.]io-client)/";

/** Packages that `shared/` may use: pure, no I/O, no clock. */
const PURE_PACKAGES = "node_modules/zod/";

/** @param {string} name @param {string} comment @param {object} from @param {object} to */
const never = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    never("shared-imports-nobody", "shared/ is the domain: it knows no other part of the house", { path: "^shared/" }, {
      path: "^(db|electron|renderer|service|build|tests)/",
    }),
    never("shared-is-pure", "shared/ does no I/O and takes no framework; zod is allowed", { path: "^shared/" }, {
      dependencyTypes: ["core", "npm", "npm-dev", "npm-optional", "npm-peer", "npm-no-pkg", "npm-unknown"],
      pathNot: PURE_PACKAGES,
    }),
    never("db-below-electron", "db/ imports shared/ only", { path: "^db/" }, { path: "^(electron|renderer|service|build|tests)/" }),
    never("electron-apart", "electron/ imports shared/ and db/ only", { path: "^electron/" }, { path: "^(renderer|service|build|tests)/" }),
    never("db-only-in-vault", "main, bridge and preload hold no record data (P3, P8)", { path: "^electron/(main|bridge|preload)/" }, {
      path: "^db/",
    }),
    never("vault-knows-no-window", "the vault runs without Electron's windows", { path: "^electron/vault/" }, { path: "^electron/(main|preload)/" }),
    never("bridge-knows-no-table", "the bridge carries bytes", { path: "^electron/bridge/" }, { path: "^electron/(main|vault|preload)/" }),
    never("preload-has-no-logic", "the preload is a list of names (P5)", { path: "^electron/preload/" }, {
      pathNot: ["^electron/preload/", "^shared/ipc/", "node_modules/electron/", "^electron$"],
    }),
    never("renderer-apart", "the renderer is untrusted and imports shared/ only (P5)", { path: "^renderer/" }, {
      path: "^(electron|db|service|build|tests)/",
    }),
    never("renderer-without-node", "a page has no Node module (P5)", { path: "^renderer/" }, { dependencyTypes: ["core"] }),
    never("renderer-without-electron", "a page reaches main through window.lockdesk only (P5)", { path: "^renderer/" }, {
      path: "(^|node_modules/)(electron|better-sqlite3|fastify|pg|drizzle-orm)(/|$)",
    }),
    never("service-apart", "the service imports shared/ only", { path: "^service/" }, { path: "^(electron|db|renderer|build|tests)/" }),
    never("sockets-only-in-bridge", "no network but the bridge (P4)", { path: "^(shared|db|electron|renderer)/", pathNot: "^electron/bridge/" }, {
      path: [SOCKETS, SOCKET_PACKAGES],
    }),
    never("sqlite-only-in-guard", "db/guard.ts alone loads the library, db/open.ts alone keys a file; others take its types", {
      path: "^(shared|db|electron|renderer|service)/",
      pathNot: "^db/guard\\.ts$",
    }, { path: "node_modules/better-sqlite3", dependencyTypesNot: ["type-only"] }),
    never("guard-only-inside-db", "a handle never leaves db/", { pathNot: "^(db|tests)/" }, { path: "^db/guard\\.ts$", dependencyTypesNot: ["type-only"] }),
    never("no-tests-in-product", "the product does not import its tests", { path: "^(shared|db|electron|renderer|service)/" }, { path: "^(tests|build)/" }),
    never("no-circles", "two modules that need each other are one", { path: "^(shared|db|electron|renderer|service)/" }, {
      circular: true,
      viaOnly: { dependencyTypesNot: ["type-only"] },
    }),
    never("resolvable", "every import leads somewhere (a bench installs its peers in their own folder)", { pathNot: "^tests/bench/peers/" }, {
      couldNotResolve: true,
      // Names of type packages that Electron declares and only its own runtime provides.
      pathNot: "^electron/(main|renderer|common|utility)$",
    }),
    never("declared", "a package that is imported is in package.json", { path: "^(shared|db|electron|renderer|service)/" }, {
      dependencyTypes: ["npm-no-pkg", "npm-unknown"],
    }),
    never("no-dev-package", "the product runs without development packages; electron and the types are the runtime's", {
      path: "^(shared|db|electron|renderer|service)/",
    }, { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"], pathNot: "node_modules/(electron|@types)/" }),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(out|artifacts)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
