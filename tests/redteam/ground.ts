/** Where the tries are made: one agency, one workstation, a collector's signed-in window that is taken over. */
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { atWork, openCaseId } from "../e2e/support/collector.ts";
import type { Workstation } from "../e2e/support/driver.ts";
import { openStage, passwordOf, TEMPLATE, type Stage } from "../e2e/support/stage.ts";
import type { ChannelName } from "../../shared/ipc/contract.ts";
import type { JournalLine } from "../../shared/protocol/chain.ts";
import { openCanary, type Canary } from "./canary.ts";
import { readForeign, type Foreign } from "./foreign.ts";
import { readEntries, readWritten } from "./journal.ts";
import type { PageFacts } from "./tries/try.ts";

const USER = "A0101";

export interface Ground {
  readonly page: Page;
  readonly workstation: Workstation;
  readonly canary: Canary;
  readonly foreign: Foreign;
  /** The case open in the window. */
  readonly own: { readonly caseId: string; readonly caseNo: string; readonly name: string };
  /** Folder of the bundles that run; undefined for the usual ones. */
  readonly bundles: string | undefined;
  ask(channel: ChannelName, input: unknown): Promise<{ ok: boolean; value?: unknown; refusal?: { code: string } }>;
  factsFor(slug: string): PageFacts;
  journal(): readonly JournalLine[];
  writtenText(): string;
}

/** What stays between the workstations of one run. */
export interface Camp {
  /** Opens the workstation on these bundles and signs in. */
  enter(bundles?: string): Promise<Ground>;
  /** Ends the workstation that is open. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

type Api = { call(channel: string, input: unknown): Promise<{ ok: boolean; value?: unknown; refusal?: { code: string } }> };

async function takeOver(page: Page): Promise<Ground["own"]> {
  await atWork(page);
  const caseId = (await openCaseId(page)) ?? "";
  const value = await page.evaluate((id) => (window as unknown as { lockdesk: Api }).lockdesk.call("case.open", { caseId: id }), caseId);
  const view = value.value as { accounts: { id: string; caseNo: string }[] };
  const name = await page.evaluate((id) => (window as unknown as { lockdesk: Api }).lockdesk.call("reveal.field", { caseId: id, field: "name", contactPointId: null }), caseId);
  return { caseId, caseNo: view.accounts.find((account) => account.id === caseId)?.caseNo ?? "", name: (name.value as { value: string }).value };
}

/** Sets up an agency and the canary. */
export async function openCamp(): Promise<Camp> {
  const stage: Stage = await openStage("redteam");
  const canary = await openCanary();
  const foreign = await readForeign(join(TEMPLATE, "service"), USER);
  let workstation: Workstation | null = null;
  const leave = async () => {
    await workstation?.close("crash");
    workstation = null;
  };
  return {
    leave,
    enter: async (bundles) => {
      await leave();
      const opened = await stage.workstation("ws-redteam", { bundles });
      workstation = opened;
      const page = await opened.signIn(USER, passwordOf(USER));
      return {
        page, workstation: opened, canary, foreign, own: await takeOver(page), bundles,
        ask: (channel, input) => page.evaluate(([c, i]) => (window as unknown as { lockdesk: Api }).lockdesk.call(c as string, i), [channel, input] as const),
        factsFor: (slug) => ({ canary: `${canary.url}/${slug}`, host: canary.host, udp: canary.udp }),
        journal: () => readEntries(opened.profileDir),
        writtenText: () => readWritten(opened.profileDir),
      };
    },
    close: async () => {
      await leave();
      await canary.close();
      await stage.close();
    },
  };
}
