/** Reads the tables as they lie, past the service and its parsers. */
import type { Client } from "pg";
import type { Journal } from "../journal.ts";
import type { Facts, KeptForm, KeptReport, KeptStop, KeptTimer, Person, RawEvent, Trail } from "./facts.ts";

const FORM = `id, doc->>'no' AS no, state, team_id AS "teamId", doc->>'bankCode' AS "bankCode", coalesce(doc->'facts'->>'confirmNo', '') AS "confirmNo", desks, doc->'alerts' AS alerts,
  (SELECT coalesce(json_agg(json_build_object('id', s->>'id', 'counts', coalesce((s->>'counts')::boolean, true)) ORDER BY o), '[]') FROM jsonb_array_elements(doc->'steps') WITH ORDINALITY AS x(s, o)) AS steps`;

export async function loadFacts(sql: Client, journal: Journal, run: { from: string; regions: readonly string[] }): Promise<Facts> {
  const ask = async <T>(query: string): Promise<T[]> => (await sql.query(query)).rows as T[];
  const events = await ask<RawEvent>(`SELECT id, device_id AS "deviceId", user_id AS "userId", seq::float8 AS seq, type, case_id AS "caseId", person_id AS "personId", at_server::float8 AS at, received_at::float8 AS "receivedAt", review, body FROM event ORDER BY received_at, device_id, seq`);
  return {
    journal, ...run, events,
    keys: (await ask<{ id: string }>("SELECT id FROM event_key")).map((k) => k.id),
    rejected: (await ask<{ id: string }>("SELECT event_id AS id FROM rejection")).map((r) => r.id),
    forms: await ask<KeptForm>(`SELECT 'earlyWarning' AS workflow, ${FORM} FROM warning UNION ALL SELECT workflow, ${FORM} FROM workflow_form`),
    timers: await ask<KeptTimer>(`SELECT instance_id AS instance, step, kind, round, at::float8 AS at, fired_at::float8 AS "firedAt" FROM workflow_timer WHERE kind <> 'handOver'`),
    trail: await ask<Trail>(`SELECT action, ref, at::float8 AS at, detail FROM audit WHERE action LIKE '%.breached' ORDER BY day, n`),
    stops: await ask<KeptStop>(`SELECT id, person_id AS "personId", ref, reason, (doc->'set'->>'at')::float8 AS "setAt", (doc->'lift'->>'at')::float8 AS "liftedAt", stands_from::float8 AS "standsFrom", doc->'heard' AS heard, doc->'ticks' AS ticks,
      (SELECT coalesce(json_agg(u), '[]') FROM jsonb_array_elements(doc->'alerts') a, jsonb_array_elements_text(a->'userIds') u) AS alerted FROM stop`),
    reports: await ask<KeptReport>(`SELECT id, name, region_code AS region, from_at::float8 AS from, to_at::float8 AS "to", drafted_at::float8 AS "draftedAt", dues, covered, steps,
      (SELECT json_object_agg(f->>'key', (f->>'value')::int) FROM jsonb_array_elements(body->'figures') f) AS figures,
      (SELECT json_object_agg(t->>'key', (SELECT coalesce(json_object_agg(r->>'label', (r->>'value')::int), '{}') FROM jsonb_array_elements(t->'rows') r)) FROM jsonb_array_elements(body->'tables') t) AS tables FROM report`),
    people: await ask<Person>(`SELECT u.id, u.roles, u.team_id AS "teamId", coalesce(nullif(u.region_code, ''), t.region_code, '') AS region FROM app_user u LEFT JOIN team t ON t.id = u.team_id`),
    teams: await ask<Facts["teams"][number]>("SELECT id, name, region_code AS region FROM team"),
    banks: Object.fromEntries((await ask<{ code: string; name: string }>("SELECT code, name FROM bank")).map((b) => [b.code, b.name])),
    cases: await ask<Facts["cases"][number]>(`SELECT k.id, k.case_no AS "caseNo", k.bank_code AS "bankCode", k.person_id AS "personId", p.human_key AS human, k.assignee_id AS "assigneeId", k.team_id AS "teamId", (k.doc->>'assignedAt')::float8 AS since FROM kase k JOIN person p ON p.id = k.person_id`),
  };
}
