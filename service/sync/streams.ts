/** Which streams a signed-in user on a device follows, and what row security shows on each. */
import { refuse } from "../../shared/protocol/errors.ts";
import type { Actor, RecordScope } from "../context.ts";
import { ALL, collectorStream, deviceStream, teamStream } from "../records/audience.ts";

type User = Extract<Actor, { kind: "user" }>;

/** All streams of a session: `all` and the device's always, the collector's own, the supervisor's team's. */
export function streamsOfUser({ me, deviceId }: User): string[] {
  return [
    ALL,
    deviceStream(deviceId),
    ...(me.roles.includes("collector") ? [collectorStream(me.id)] : []),
    ...(me.roles.includes("supervisor") && me.teamId ? [teamStream(me.teamId)] : []),
  ];
}

/** The scope in which a stream's documents are read. Throws `forbidden` for a stream that is not the caller's. */
export function scopeOfStream(user: User, stream: string): RecordScope {
  if (!streamsOfUser(user).includes(stream)) refuse("forbidden", [`stream ${stream}`]);
  if (stream.startsWith("collector:")) return "own";
  return stream.startsWith("team:") ? "team" : "none";
}
