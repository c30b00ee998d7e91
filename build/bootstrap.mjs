// @ts-check
// `node build/bootstrap.mjs <command> [args]`: sets this machine up, then runs the command on Node 24.
// Plain JavaScript with no dependency, because it runs before anything is installed. This first file and
// failures.mjs keep to old syntax, so that an old Node reads as far as the sentence that refuses it.
import { runtimeFailure, sayFailure } from "./bootstrap/failures.mjs";

const refused = runtimeFailure({
  node: process.versions.node,
  platform: process.platform,
  arch: process.arch,
  musl: process.platform === "linux" && isMusl(),
});

if (refused) {
  sayFailure(refused, process.env);
  process.exitCode = 1;
} else {
  import("./bootstrap/main.mjs")
    .then((bootstrap) => bootstrap.main(process.argv.slice(2)))
    .catch((error) => {
      sayFailure(error, process.env);
      process.exitCode = 1;
    });
}

/** The Node 24 that the lockfile brings is linked against glibc; a musl system (Alpine) cannot start it. */
function isMusl() {
  const report = /** @type {any} */ (process.report && process.report.getReport());
  return Boolean(report && report.header) && !report.header.glibcVersionRuntime;
}
