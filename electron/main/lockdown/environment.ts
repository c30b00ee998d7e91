/**
 * Variables that make Node, Electron, Chromium or the loader write files, trust another authority or
 * run other code. The packed program ignores some by its fuses; it starts with none of them.
 */
import type { Setting } from "./command-line.ts";

interface Forbidden {
  /** Whole name, or its beginning when it ends in `*`. Compared without case. */
  readonly name: string;
  readonly does: string;
  /** `packaged`: a developer's machine may have it. */
  readonly in: "always" | "packaged";
}

const FORBIDDEN: readonly Forbidden[] = [
  { name: "ELECTRON_ENABLE_LOGGING", does: "writes the engine's log", in: "always" },
  { name: "ELECTRON_LOG_FILE", does: "writes the engine's log to a file", in: "always" },
  { name: "ELECTRON_RUN_AS_NODE", does: "turns the program into a bare Node", in: "always" },
  { name: "SSLKEYLOGFILE", does: "writes the keys of every TLS connection", in: "always" },
  { name: "NODE_OPTIONS", does: "loads code, opens the inspector", in: "always" },
  { name: "NODE_V8_COVERAGE", does: "writes what ran", in: "always" },
  { name: "ELECTRON_*", does: "switches of development", in: "packaged" },
  { name: "NODE_*", does: "trusts another authority (NODE_EXTRA_CA_CERTS), uses a proxy, loads code", in: "packaged" },
  { name: "LOCKDESK_*", does: "switches of development and tests", in: "packaged" },
  { name: "OPENSSL_*", does: "loads code into TLS", in: "packaged" },
  { name: "SSL_CERT_*", does: "trusts another authority", in: "packaged" },
  { name: "CHROME_*", does: "switches of the engine", in: "packaged" },
  { name: "BREAKPAD_DUMP_LOCATION", does: "writes crash dumps", in: "packaged" },
  { name: "LD_PRELOAD", does: "loads code into the process", in: "packaged" },
  { name: "LD_AUDIT", does: "loads code into the process", in: "packaged" },
  { name: "LD_LIBRARY_PATH", does: "loads other libraries", in: "packaged" },
  { name: "DYLD_*", does: "loads code into the process", in: "packaged" },
  { name: "GTK_MODULES", does: "loads code into the process", in: "packaged" },
];

function matches(pattern: string, name: string): boolean {
  const upper = name.toUpperCase();
  return pattern.endsWith("*") ? upper.startsWith(pattern.slice(0, -1)) : upper === pattern;
}

/** Names of the variables that may not be set; an empty one counts as unset. */
export function refusedVariables(env: Readonly<Record<string, string | undefined>>, setting: Setting): string[] {
  const rules = FORBIDDEN.filter((rule) => rule.in === "always" || setting === "packaged");
  return Object.keys(env).filter((name) => env[name] !== "" && env[name] !== undefined && rules.some((rule) => matches(rule.name, name))).sort();
}
