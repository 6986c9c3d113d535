import { createHash } from "node:crypto";
import type { Connection } from "@/db/client";
import type { Actor } from "@/server/shell/actor";

export const hashApiKey = (key: string) => createHash("sha256").update(key).digest("base64url");

type KeyRow = {
  readonly id: string;
  readonly name: string;
  readonly scopes: string[];
  readonly companyId: string | null;
};

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
    select id, name, scopes, company_id as "companyId" from api_key
    where secret_hash = ${hashApiKey(key)} and revoked_at is null`;
  if (row === undefined) {
    return null;
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
