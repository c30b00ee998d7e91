/** Frames of a window as Electron's WebFrameMain shows them. */
import type { Protocol } from "./cdp.ts";
import { installUnsupported } from "./unsupported.ts";
import { UNSUPPORTED } from "./unsupported-names.ts";
import { originOf, toApp } from "./urls.ts";

let lastNodeId = 0;

/** One frame. `url` and `origin` are the app's own (`app://…`). */
export class HostWebFrame {
  readonly frameTreeNodeId: number;
  readonly routingId: number;
  readonly processId: number;
  readonly osProcessId = 0;
  readonly #tree: FrameTree;
  readonly #cdpId: string;
  name = "";
  url = "";
  origin = "null";
  parentId: string | undefined;

  constructor(tree: FrameTree, cdpId: string, parentId: string | undefined, processId: number) {
    lastNodeId += 1;
    this.frameTreeNodeId = lastNodeId;
    this.routingId = lastNodeId;
    this.processId = processId;
    this.#tree = tree;
    this.#cdpId = cdpId;
    this.parentId = parentId;
    // Electron's properties only: no way from a frame into the host.
    Object.defineProperty(this, "parentId", { enumerable: false });
  }

  get frameToken(): string {
    return this.#cdpId;
  }

  get detached(): boolean {
    return this.#tree.get(this.#cdpId) !== this;
  }

  isDestroyed(): boolean {
    return this.detached;
  }

  get parent(): HostWebFrame | null {
    return this.parentId === undefined ? null : (this.#tree.get(this.parentId) ?? null);
  }

  get top(): HostWebFrame | null {
    return this.parent === null ? this : this.parent.top;
  }

  get frames(): HostWebFrame[] {
    return this.#tree.all().filter((frame) => frame.parent === this);
  }

  get framesInSubtree(): HostWebFrame[] {
    return [this, ...this.frames.flatMap((frame) => frame.framesInSubtree)];
  }

  /** Sends to the preload of this frame, if it has one. */
  send(channel: string, ...args: unknown[]): void {
    this.#tree.send(this.#cdpId, channel, args);
  }
}

installUnsupported(HostWebFrame.prototype, "webFrameMain", UNSUPPORTED.webFrameMain.methods, UNSUPPORTED.webFrameMain.properties);

export type FrameTree = {
  get(cdpId: string): HostWebFrame | undefined;
  all(): HostWebFrame[];
  main(): HostWebFrame;
  mainId(): string | undefined;
  /** True when the main frame shows Chromium's error page. */
  showsError(): boolean;
  attach(cdpId: string, parentId: string | undefined): HostWebFrame;
  navigated(frame: Protocol.Page.Frame): HostWebFrame;
  detach(cdpId: string): void;
  send(cdpId: string, channel: string, args: unknown[]): void;
};

/** The frames of one window, fed from `Page` events; `created` is told of each new one. */
export function makeFrameTree(
  processId: number,
  send: (cdpId: string, channel: string, args: unknown[]) => void,
  created: (frame: HostWebFrame) => void,
): FrameTree {
  const frames = new Map<string, HostWebFrame>();
  let mainId: string | undefined;
  let placeholder: HostWebFrame | undefined;
  let mainError = false;

  const tree: FrameTree = {
    get: (cdpId) => frames.get(cdpId),
    all: () => [...frames.values()],
    main: () => {
      const known = mainId === undefined ? undefined : frames.get(mainId);
      placeholder ??= new HostWebFrame(tree, "", undefined, processId);
      return known ?? placeholder;
    },
    mainId: () => mainId,
    showsError: () => mainError,
    attach: (cdpId, parentId) => {
      const known = frames.get(cdpId);
      const frame = known ?? new HostWebFrame(tree, cdpId, parentId, processId);
      frames.set(cdpId, frame);
      if (parentId === undefined) mainId = cdpId;
      if (known === undefined) created(frame);
      return frame;
    },
    navigated: (info) => {
      const frame = tree.attach(info.id, info.parentId);
      frame.name = info.name ?? "";
      frame.url = toApp(info.unreachableUrl ?? info.url + (info.urlFragment ?? ""));
      if (info.id === mainId) mainError = info.unreachableUrl !== undefined;
      frame.origin = originOf(info.securityOrigin);
      return frame;
    },
    detach: (cdpId) => {
      for (const frame of frames.get(cdpId)?.frames ?? []) frames.delete(frame.frameToken);
      frames.delete(cdpId);
    },
    send,
  };
  return tree;
}
