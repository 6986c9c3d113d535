import type { Connection } from "@/db/client";
import { type Actor, systemActor } from "@/server/shell/actor";
import { contactIdOf, DEMO_COMPANY, userIdOf, WAREHOUSE_ACCOUNT } from "./load-accounts";
import { companyIdOf } from "./load-customers";

/** Who acts in the demo's past, by company and territory; read once from what was loaded. */
export type Cast = {
  /** The portal user of each company, by the company's id. */
  readonly buyers: ReadonlyMap<string, Actor>;
  /** The rep of each company, by the company's id. */
  readonly reps: ReadonlyMap<string, Actor>;
  readonly approver: Actor;
  readonly operations: Actor;
};

type Row = {
  companyId: string;
  company: string;
  contactId: string;
  userId: string;
  name: string;
  repId: string;
  rep: string;
};

/**
 * The demo's own code acts for these people; what they may do is tested where they act themselves,
 * so here they may do everything.
 */
const everything = systemActor("demo world").capabilities;

export async function readCast({ sql }: Pick<Connection, "sql">): Promise<Cast> {
  const rows = await sql<Row[]>`
    select distinct on (c.id) c.id as "companyId", c.name as company, p.id as "contactId",
      u.id as "userId", u.name, r.id as "repId", r.name as rep
    from company c
    join contact p on p.company_id = c.id
    join app_user u on u.id = p.user_id
    join app_user r on r.id = c.sales_rep_id
    order by c.id, p.role = 'approver', p.email like '%@demo.test' desc, p.email`;
  const buyers = rows.map((row): [string, Actor] => [
    row.companyId,
    {
      id: row.userId,
      kind: "user",
      name: row.name,
      capabilities: everything,
      companyId: row.companyId,
      nodeIds: null,
      contactId: row.contactId,
      onBehalfOf: null,
    },
  ]);
  const reps = rows.map((row): [string, Actor] => [
    row.companyId,
    {
      id: row.repId,
      kind: "user",
      name: row.rep,
      capabilities: everything,
      companyId: null,
      nodeIds: null,
      contactId: null,
      onBehalfOf: row.company,
    },
  ]);
  return { buyers: new Map(buyers), reps: new Map(reps), approver, operations };
}

/** Somebody of the demo, with all rights. */
export const person = (name: string, email: string): Actor => ({
  ...systemActor(name),
  kind: "user",
  id: userIdOf(email),
});

export const operations = person("Olga Operations", "ops@demo.test");
const approver: Actor = {
  ...person("April Approver", "approver@demo.test"),
  companyId: companyIdOf(DEMO_COMPANY),
  contactId: contactIdOf("approver@demo.test"),
};

/** Who works at a node: the demo's warehouse account at its own, the node's own system elsewhere. */
export function actorAtNode(node: { code: string; name: string }): Actor {
  return WAREHOUSE_ACCOUNT.nodes.some((code) => code === node.code)
    ? person(WAREHOUSE_ACCOUNT.name, WAREHOUSE_ACCOUNT.email)
    : systemActor(node.name);
}
