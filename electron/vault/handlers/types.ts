/** Every channel the vault serves has exactly one handler of this shape; a missing one does not compile. */
import type { CHANNELS, ChannelName, ChannelOutput, ChannelParsed } from "../../../shared/ipc/contract.ts";
import type { Workspace } from "../workspace.ts";

export type VaultChannel = { [C in ChannelName]: (typeof CHANNELS)[C]["served"] extends "vault" ? C : never }[ChannelName];
export type Handler<C extends VaultChannel> = (ws: Workspace, input: ChannelParsed<C>) => ChannelOutput<C> | Promise<ChannelOutput<C>>;
export type Handlers = { readonly [C in VaultChannel]: Handler<C> };
/** The handlers of one area, a part of the whole table. */
export type Area<P extends string> = { readonly [C in Extract<VaultChannel, `${P}.${string}`>]: Handler<C> };
