/** Which streams a signed-in user on a device follows, and what row security shows on each. */
import { DESK, desksOf } from "../../shared/access/desks.ts";
import { scopesOf } from "../../shared/access/table.ts";
import { refuse } from "../../shared/protocol/errors.ts";
import type { Actor, RecordScope } from "../context.ts";
import { ALL, collectorStream, deviceStream, teamStream } from "../records/audience.ts";

type User = Extract<Actor, { kind: "user" }>;

/** All streams of a session: `all` and the device's always, the desks', and one for each reach the access table gives for reading cases. */
export function streamsOfUser({ me, deviceId }: User): string[] {
  const reach = new Set(scopesOf(me.roles, "case.read"));
  return [ALL, deviceStream(deviceId), ...desksOf(me), ...(reach.has("own") ? [collectorStream(me.id)] : []), ...(reach.has("team") && me.teamId ? [teamStream(me.teamId)] : [])];
}

/** Throws `forbidden` for a stream that is not the caller's. */
export function mustFollow(user: User, stream: string): void {
  if (!streamsOfUser(user).includes(stream)) refuse("forbidden", [`stream ${stream}`]);
}

/** What row security shows while a stream is read: what the access table gives the caller of that kind of stream, whoever's it is. */
export function scopeOfStream({ me }: User, stream: string): RecordScope {
  if (stream.startsWith(DESK)) return desksOf(me).includes(stream) ? "desk" : "none";
  const wanted = stream.startsWith("collector:") ? "own" : stream.startsWith("team:") ? "team" : null;
  return wanted !== null && scopesOf(me.roles, "case.read").includes(wanted) ? wanted : "none";
}
