import { randomBytes, randomUUID } from "node:crypto";
import type { Connection } from "@/db/client";
import type { Role } from "@/server/oms/customers/types";
import type { Actor } from "@/server/shell/actor";
import { capabilitiesOf } from "./capabilities";

export const SESSION_HOURS = 12;

type SignedIn = {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly roles: Role[];
  readonly contactRole: Role | null;
  readonly contactId: string | null;
  readonly companyId: string | null;
  readonly nodeIds: string[];
};

export type Viewer = {
  readonly actor: Actor;
  readonly email: string;
  readonly roles: readonly Role[];
};

export async function openSession({ sql }: Connection, userId: string, now: Date): Promise<string> {
  const id = randomUUID();
  const expiresAt = new Date(now.getTime() + SESSION_HOURS * 3_600_000);
  await sql`insert into auth_session (id, user_id, expires_at) values (${id}, ${userId}, ${expiresAt})`;
  return id;
}

export async function closeSession({ sql }: Connection, sessionId: string, now: Date) {
  await sql`update auth_session set revoked_at = ${now}
    where id = ${sessionId} and revoked_at is null`;
}

/**
 * Who a session belongs to, with the rights as they are now: a role taken away is gone with the
 * next request. Null when the session ended or its user may not sign in any more.
 */
export async function findViewer(
  { sql }: Connection,
  sessionId: string,
  now: Date,
): Promise<Viewer | null> {
  const [user] = await sql<SignedIn[]>`
    select u.id, u.name, u.email,
      array(select r.role from user_role r where r.user_id = u.id order by r.role) as roles,
      array(select n.node_id::text from user_node n where n.user_id = u.id order by 1) as "nodeIds",
      c.role as "contactRole", c.id as "contactId", c.company_id as "companyId"
    from auth_session s
    join app_user u on u.id = s.user_id and u.disabled_at is null
    left join contact c on c.user_id = u.id
    where s.id = ${sessionId} and s.revoked_at is null and s.expires_at > ${now}`;
  if (user === undefined) {
    return null;
  }
  const roles = user.contactRole === null ? user.roles : [user.contactRole];
  if (roles.length === 0) {
    return null;
  }
  const isOnlyWarehouse = roles.every((role) => role === "warehouse");
  return {
    email: user.email,
    roles,
    actor: {
      id: user.id,
      kind: "user",
      name: user.name,
      capabilities: capabilitiesOf(roles),
      companyId: user.companyId,
      nodeIds: isOnlyWarehouse ? user.nodeIds : null,
      contactId: user.contactId,
      onBehalfOf: null,
    },
  };
}

/** A new secret for a machine: 256 bits of chance, recognisable by its prefix. */
export const newApiKey = () => `ord_${randomBytes(32).toString("base64url")}`;
