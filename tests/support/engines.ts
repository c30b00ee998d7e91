/** Runs the same promises on both engines: PGlite always, PostgreSQL where its binaries are, with the reason when not. */
import { afterAll, beforeAll, describe, type TestContext } from "vitest";
import { startPostgres, type TestPostgres } from "./postgres.ts";
import type { ServiceOptions } from "../../service/app.ts";
import { startService, type TestService } from "./service.ts";

export interface OnEngine {
  /** The running service of this engine; skips the test with the reason where there is none. */
  running(context: TestContext): TestService & { url: string; postgres: TestPostgres | null; databaseUrl: string | null };
}

/** Declares a suite per engine; all its tests share one service, each founding an agency of its own. */
export function onEachEngine(title: string, options: { engines?: readonly ("pglite" | "postgresql")[]; service?: Partial<ServiceOptions> }, body: (engine: OnEngine) => void): void {
  for (const name of options.engines ?? (["pglite", "postgresql"] as const)) describe(`${title} (${name})`, () => body(name === "pglite" ? onPglite(options.service) : onPostgres(options.service)));
}

function onPglite(options: Partial<ServiceOptions> = {}): OnEngine {
  let started: TestService;
  let url = "";
  beforeAll(async () => {
    started = await startService(options);
    ({ url } = await started.service.listen());
  });
  afterAll(() => started?.stop());
  return { running: () => ({ ...started, url, postgres: null, databaseUrl: null }) };
}

function onPostgres(options: Partial<ServiceOptions> = {}): OnEngine {
  let postgres: TestPostgres | null = null;
  let reason = "";
  let started: TestService | null = null;
  let url = "";
  let databaseUrl: string | null = null;
  beforeAll(async () => {
    const made = await startPostgres();
    if ("reason" in made) return void (reason = made.reason);
    postgres = made;
    databaseUrl = await postgres.createDatabase();
    started = await startService({ ...options, databaseUrl });
    ({ url } = await started.service.listen());
  });
  afterAll(async () => {
    await started?.stop();
    await postgres?.stop();
  });
  return { running: (context) => (started ? { ...started, url, postgres, databaseUrl } : context.skip(reason)) };
}
