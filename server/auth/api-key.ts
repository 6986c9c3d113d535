import { createHash } from "node:crypto";
import type { Connection } from "@/db/client";
import type { Actor } from "@/server/shell/actor";

export const hashApiKey = (key: string) => createHash("sha256").update(key).digest("base64url");

type KeyRow = {
  readonly id: string;
  readonly name: string;
  readonly scopes: string[];
  readonly companyId: string | null;
  /** Long enough since the last use for it to be noted. */
  readonly isUseNews: boolean;
};

/** How precisely it is kept when a key was used: a write per request would cost more than it tells. */
const USE_SECONDS = 60;

/** The actor behind `Authorization: Bearer <key>`; null when the key is unknown or revoked. */
export async function findKeyActor(
  { sql }: Connection,
  authorization: string | null,
): Promise<Actor | null> {
  const key = authorization?.match(/^Bearer (ord_[\w-]{43})$/)?.[1];
  if (key === undefined) {
    return null;
  }
  const [row] = await sql<KeyRow[]>`
    select id, name, scopes, company_id as "companyId",
      last_used_at is null or last_used_at < now() - make_interval(secs => ${USE_SECONDS})
        as "isUseNews"
    from api_key where secret_hash = ${hashApiKey(key)} and revoked_at is null`;
  if (row === undefined) {
    return null;
  }
  if (row.isUseNews) {
    await sql`update api_key set last_used_at = now() where id = ${row.id}`;
  }
  return {
    id: row.id,
    kind: "api_key",
    name: row.name,
    capabilities: new Set(row.scopes),
    companyId: row.companyId,
    nodeIds: null,
    contactId: null,
    onBehalfOf: null,
  };
}
