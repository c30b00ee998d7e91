/** Wires one CDP page target: frames, worlds, interception, and the messages of the preload and the guard. */
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import process from "node:process";
import { childSession } from "./browser.ts";
import type { CdpSession } from "./cdp.ts";
import type { FrameTree } from "./frames.ts";
import { guardSource, denyOpenSource, mainWorldSource, preloadSource } from "./page/source.ts";
import type { FromGuard, FromPreload, ToPreload } from "./page/worlds.ts";
import { interceptRequests, type RequestPolicy } from "./requests.ts";
import { TITLE_SUFFIX } from "./settings.ts";
import { splitText } from "./structured-clone.ts";

const PRELOAD_WORLD = "lockdesk-preload";
const GUARD_WORLD = "lockdesk-guard";
const PRELOAD_BINDING = "hostPreload";
const GUARD_BINDING = "hostGuard";
const RECEIVER = "hostReceive";

export type PageOptions = {
  readonly preload: string | undefined;
  readonly additionalArguments: readonly string[];
  /** `nodeIntegrationInSubFrames`: the preload runs in sub-frames too. */
  readonly preloadInSubFrames: boolean;
};

/** The preload world of one document. */
export type PreloadContext = {
  readonly frameId: string;
  readonly isCurrent: () => boolean;
  readonly post: (message: ToPreload) => void;
};

export type PageListeners = {
  readonly fromPreload: (context: PreloadContext, message: FromPreload) => void;
  readonly fromGuard: (frameId: string, message: FromGuard) => void;
  readonly committed: (frameId: string) => void;
};

export type PageTarget = {
  /** The preload worlds alive in a frame. */
  contexts(frameId: string): PreloadContext[];
};

type World = { readonly frameId: string; readonly name: string };

/** Prepares a target before its first navigation; resolves when Chromium has taken every instruction. */
export async function preparePage(
  target: CdpSession,
  options: PageOptions,
  tree: FrameTree,
  policy: RequestPolicy,
  listeners: PageListeners,
): Promise<PageTarget> {
  const worlds = new Map<string, World>();
  await wire(target, options, tree, policy, listeners, worlds);
  return {
    contexts: (frameId) =>
      [...worlds].flatMap(([key, world]) =>
        world.frameId === frameId && world.name === PRELOAD_WORLD ? [preloadContext(target, worlds, key, world)] : [],
      ),
  };
}

function preloadContext(target: CdpSession, worlds: Map<string, World>, key: string, world: World): PreloadContext {
  const sessionId = key.slice(0, key.lastIndexOf("/"));
  const session = sessionId === "" || sessionId === target.id ? target : childSession(sessionId);
  const executionContextId = Number(key.slice(key.lastIndexOf("/") + 1));
  return {
    frameId: world.frameId,
    isCurrent: () => worlds.get(key) === world,
    post: (message) => {
      if (worlds.get(key) !== world) return;
      const parts = splitText(JSON.stringify(message));
      parts.forEach((part, index) =>
        session.post("Runtime.callFunctionOn", {
          functionDeclaration: `function (part, isLast) { ${RECEIVER}(part, isLast); }`,
          executionContextId,
          arguments: [{ value: part }, { value: index === parts.length - 1 }],
          silent: true,
        }),
      );
    },
  };
}

async function wire(
  session: CdpSession,
  options: PageOptions,
  tree: FrameTree,
  policy: RequestPolicy,
  listeners: PageListeners,
  worlds: Map<string, World>,
  isRoot = true,
): Promise<void> {
  const keyOf = (contextId: number): string => `${session.id ?? ""}/${contextId}`;
  session.on("Runtime.executionContextCreated", ({ context }) => {
    const frameId = (context.auxData as { frameId?: string } | undefined)?.frameId ?? "";
    worlds.set(keyOf(context.id), { frameId, name: context.name });
  });
  const unfinished = new Map<string, string>();
  const forget = (key: string): void => {
    worlds.delete(key);
    unfinished.delete(key);
  };
  session.on("Runtime.executionContextDestroyed", ({ executionContextId }) => forget(keyOf(executionContextId)));
  session.on("Runtime.executionContextsCleared", () => {
    for (const key of worlds.keys()) if (key.startsWith(`${session.id ?? ""}/`)) forget(key);
  });
  session.on("Runtime.bindingCalled", ({ name, payload, executionContextId }) => {
    const key = keyOf(executionContextId);
    const world = worlds.get(key);
    if (world === undefined) return;
    if (name === GUARD_BINDING && world.name === GUARD_WORLD) {
      listeners.fromGuard(world.frameId, JSON.parse(payload) as FromGuard);
    } else if (name === PRELOAD_BINDING && world.name === PRELOAD_WORLD) {
      const text = (unfinished.get(key) ?? "") + payload.slice(1);
      if (payload.startsWith("+")) {
        unfinished.set(key, text);
        return;
      }
      unfinished.delete(key);
      listeners.fromPreload(preloadContext(session, worlds, key, world), JSON.parse(text) as FromPreload);
    }
  });
  session.on("Page.frameAttached", ({ frameId, parentFrameId }) => tree.attach(frameId, parentFrameId));
  session.on("Page.frameNavigated", ({ frame }) => {
    tree.navigated(frame);
    listeners.committed(frame.id);
  });
  session.on("Page.frameDetached", ({ frameId, reason }) => {
    if (reason !== "swap") tree.detach(frameId);
  });
  session.on("Target.attachedToTarget", ({ sessionId, targetInfo, waitingForDebugger }) => {
    const child = childSession(sessionId);
    const prepared = targetInfo.type === "iframe"
      ? wire(child, options, tree, policy, listeners, worlds, false)
      : interceptRequests(child, policy);
    void prepared.catch(() => undefined).then(() => {
      if (waitingForDebugger) child.post("Runtime.runIfWaitingForDebugger");
    });
  });

  await Promise.all([
    session.send("Page.enable"),
    session.send("Page.getFrameTree").then(({ frameTree }) => {
      if (isRoot) tree.navigated(frameTree.frame);
    }),
    session.send("Runtime.enable"),
    interceptRequests(session, policy),
    session.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: true, flatten: true }),
    session.send("Page.setLifecycleEventsEnabled", { enabled: true }),
    session.send("Log.enable").catch(() => undefined),
    ...installWorlds(session, options),
  ]);
}

function installWorlds(session: CdpSession, options: PageOptions): Promise<unknown>[] {
  const nonce = randomUUID();
  const inject = (source: string, worldName?: string): Promise<unknown> =>
    session.send("Page.addScriptToEvaluateOnNewDocument", { source, worldName });
  const guard = guardSource({ nonce, binding: GUARD_BINDING, titleSuffix: TITLE_SUFFIX });
  const steps = [
    session.send("Runtime.addBinding", { name: GUARD_BINDING, executionContextName: GUARD_WORLD }),
    inject(denyOpenSource(nonce)),
    inject(guard, GUARD_WORLD),
  ];
  if (options.preload === undefined) return steps;
  const everyFrame = options.preloadInSubFrames;
  const script = fs.readFileSync(options.preload, "utf8").replace(/^#!.*/, "");
  const settings = {
    nonce, binding: PRELOAD_BINDING, receiver: RECEIVER, argv: [process.execPath, ...options.additionalArguments],
    platform: process.platform, arch: process.arch, preloadPath: options.preload,
  };
  return [
    ...steps,
    session.send("Runtime.addBinding", { name: PRELOAD_BINDING, executionContextName: PRELOAD_WORLD }),
    inject(mainWorldSource(nonce, everyFrame)),
    inject(preloadSource(settings, script, everyFrame), PRELOAD_WORLD),
  ];
}
