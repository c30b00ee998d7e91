/** Staff and roster as the engine asks for them: who is there, and who is on duty when. */
import { sql } from "drizzle-orm";
import type { Role } from "../../shared/access/roles.ts";
import { scopesOf } from "../../shared/access/table.ts";
import { addDays, atLocal, dayOf } from "../../shared/model/time.ts";
import type { House } from "../../shared/workflow/posts.ts";
import type { Ctx } from "../context.ts";
import { array, rows } from "../db/query.ts";

/** How far a post reaches when a step is given to it: one addressed by desk has the whole house. */
function reachOf(role: Role) {
  const scope = scopesOf([role], "workflow.step")[0] ?? scopesOf([role], "warning.stamp")[0] ?? null;
  return scope === "desk" ? "all" : scope;
}

/** Active people who may hold one of the posts, and the roster of the days around an instant. */
export async function loadHouse(ctx: Ctx, posts: readonly Role[], at: number): Promise<House> {
  const day = dayOf(at);
  const staff = await rows<{ id: string; roles: Role[]; teamId: string | null; regionCode: string }>(
    ctx.tx,
    sql`SELECT u.id, u.roles, u.team_id AS "teamId", coalesce(nullif(u.region_code, ''), t.region_code, '') AS "regionCode"
        FROM app_user u LEFT JOIN team t ON t.id = u.team_id WHERE u.active AND u.roles && ${array(posts, "text")} ORDER BY u.no`,
  );
  const turns = await rows<{ post: Role; teamId: string | null; day: string; from: string; to: string; userId: string; deputyId: string | null }>(
    ctx.tx,
    sql`SELECT post, team_id AS "teamId", day, from_time AS "from", to_time AS "to", user_id AS "userId", deputy_id AS "deputyId" FROM roster
        WHERE post = ANY(${array(posts, "text")}) AND day BETWEEN ${addDays(day, -1)} AND ${addDays(day, 2)} ORDER BY day, from_time, id`,
  );
  const shifts = turns.map(({ post, teamId, day: on, from, to, userId, deputyId }) => ({ post, teamId, from: atLocal(on, from), until: atLocal(on, to), userId, deputyId }));
  return { staff, shifts, reachOf };
}
