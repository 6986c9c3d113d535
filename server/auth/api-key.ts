import { createHash } from "node:crypto";
import type { Connection } from "@/db/client";
import type { Actor } from "@/server/shell/actor";
import { type Moment, momentOf } from "@/server/shell/moment";
import { sharedRead } from "@/server/shell/shared-read";

export const hashApiKey = (key: string) => createHash("sha256").update(key).digest("base64url");

type KeyRow = {
  readonly snapshot: string;
  readonly hash: string;
  readonly id: string;
  readonly name: string;
  readonly scopes: string[];
  readonly companyId: string | null;
  /** Long enough since the last use for it to be noted. */
  readonly isUseNews: boolean;
};

/** How precisely it is kept when a key was used: a write per request would cost more than it tells. */
const USE_SECONDS = 60;

export type Admitted = {
  readonly actor: Actor;
  /** Of the database, when the key was looked up: after the request came in. */
  readonly moment: Moment;
};

/**
 * Keys by their hash, for all who show one at about the same time; never from a copy.
 *
 * The hashes are sent as JSON: of an array PostgreSQL sees how long it is and plans the statement
 * anew each time, which takes longer than the statement.
 */
const readActor = sharedRead<string, Admitted | null>(async (sql, hashes) => {
  const rows = await sql<KeyRow[]>`
    select pg_current_snapshot()::text as snapshot, secret_hash as hash, id, name, scopes,
      company_id as "companyId",
      last_used_at is null or last_used_at < now() - make_interval(secs => ${USE_SECONDS})
        as "isUseNews"
    from api_key where revoked_at is null and secret_hash in (
      select jsonb_array_elements_text(${sql.json([...new Set(hashes)])}))`;
  const used = rows.filter((row) => row.isUseNews).map((row) => row.id);
  if (used.length > 0) {
    await sql`update api_key set last_used_at = now() where id = any(${used}::uuid[])`;
  }
  const admitted = new Map(
    rows.map((row) => [row.hash, { actor: actorOf(row), moment: momentOf(sql, row.snapshot) }]),
  );
  return hashes.map((hash) => admitted.get(hash) ?? null);
});

const actorOf = ({ id, name, scopes, companyId }: KeyRow): Actor => ({
  id,
  kind: "api_key",
  name,
  capabilities: new Set(scopes),
  companyId,
  nodeIds: null,
  contactId: null,
  onBehalfOf: null,
});

/** Who stands behind `Authorization: Bearer <key>`; null when the key is unknown or revoked. */
export async function admitByKey(
  { sql }: Connection,
  authorization: string | null,
): Promise<Admitted | null> {
  const key = authorization?.match(/^Bearer (ord_[\w-]{43})$/)?.[1];
  return key === undefined ? null : readActor(sql, hashApiKey(key));
}
