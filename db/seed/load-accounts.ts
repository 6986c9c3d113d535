import { rawSqlOf, type Tx } from "@/db/client";
import { appUser, contact, userNode, userRole } from "@/db/schema";
import { hashPassword } from "@/server/auth/password";
import type { ContactRole, StaffRole } from "@/server/oms/customers/types";
import type { ContactId, UserId } from "@/server/oms/kernel/ids";
import { demoId } from "./demo-id";
import { inChunks } from "./in-chunks";
import { companyIdOf } from "./load-customers";
import { nodeIdOf } from "./load-network";
import { readTable } from "./tables";

/** The reseller that the demo buyer and approver work for. */
export const DEMO_COMPANY = "AW00000166";
/** The demo's warehouse account and the nodes where it works. */
export const WAREHOUSE_ACCOUNT = {
  email: "warehouse@demo.test",
  name: "Wes Warehouse",
  nodes: ["RNO", "CMH"],
} as const;

export type DemoAccount = { email: string; role: string };

const STAFF: readonly { email: string; name: string; role: StaffRole; territory?: string }[] = [
  { email: "rep@demo.test", name: "Robin West", role: "rep", territory: "west" },
  { email: "rep.east@demo.test", name: "Erin East", role: "rep", territory: "east" },
  { email: "rep.overseas@demo.test", name: "Oli Overseas", role: "rep", territory: "overseas" },
  { email: "ops@demo.test", name: "Olga Operations", role: "ops" },
  { email: "finance@demo.test", name: "Finn Finance", role: "finance" },
  { email: WAREHOUSE_ACCOUNT.email, name: WAREHOUSE_ACCOUNT.name, role: "warehouse" },
  { email: "admin@demo.test", name: "Ada Admin", role: "admin" },
];

const BUYERS: readonly {
  email: string;
  name: string;
  role: ContactRole;
  spendingLimit: number | null;
}[] = [
  { email: "buyer@demo.test", name: "Bella Buyer", role: "buyer", spendingLimit: 8_000_000 },
  { email: "approver@demo.test", name: "April Approver", role: "approver", spendingLimit: null },
];

/** What the start prints: the people of the demo, in the order in which one tries them. */
export const DEMO_ACCOUNTS: readonly DemoAccount[] = [
  { email: "buyer@demo.test", role: "buyer" },
  { email: "approver@demo.test", role: "approver" },
  { email: "rep@demo.test", role: "rep" },
  { email: "ops@demo.test", role: "ops" },
  { email: "warehouse@demo.test", role: "warehouse" },
  { email: "finance@demo.test", role: "finance" },
  { email: "admin@demo.test", role: "admin" },
];

export const userIdOf = (email: string): UserId => demoId("user", email);
export const contactIdOf = (email: string): ContactId => demoId("contact", email);

/**
 * Staff accounts, with one hash of the password for all: it is printed at the start anyway.
 *
 * @returns the rep of each sales territory group
 */
export async function loadStaff(tx: Tx, password: string): Promise<Map<string, UserId>> {
  const passwordHash = await hashPassword(password);
  const people = [...STAFF, ...BUYERS];
  await tx
    .insert(appUser)
    .values(people.map(({ email, name }) => ({ id: userIdOf(email), email, name, passwordHash })));
  await tx
    .insert(userRole)
    .values(STAFF.map(({ email, role }) => ({ userId: userIdOf(email), role })));
  await tx.insert(userNode).values(
    WAREHOUSE_ACCOUNT.nodes.map((code) => ({
      userId: userIdOf(WAREHOUSE_ACCOUNT.email),
      nodeId: nodeIdOf(code),
    })),
  );
  return new Map(
    STAFF.flatMap(({ email, territory }) =>
      territory === undefined ? [] : [[territory, userIdOf(email)] as const],
    ),
  );
}

/** No password has this hash: these people ordered in the past and do not sign in. */
const NO_PASSWORD = "none";

/**
 * The buyer and the approver join their company; of every other reseller its first contact has an
 * account, so that its orders were placed by somebody.
 */
export async function loadBuyers(tx: Tx): Promise<void> {
  const first = new Map<string, { email: string; name: string }>();
  for (const row of readTable("contacts")) {
    const company = row.text("company");
    if (company !== DEMO_COMPANY && !first.has(company)) {
      first.set(company, { email: row.text("email"), name: row.text("name") });
    }
  }
  await inChunks([...first.values()], (some) =>
    tx.insert(appUser).values(
      some.map(({ email, name }) => ({
        id: userIdOf(email),
        email,
        name,
        passwordHash: NO_PASSWORD,
      })),
    ),
  );
  const ids = [...first.values()].map(({ email }) => ({ contact: contactIdOf(email), email }));
  await rawSqlOf(tx)`
    update contact c set user_id = u.user_id
    from unnest(${ids.map(({ contact }) => contact)}::uuid[],
      ${ids.map(({ email }) => userIdOf(email))}::uuid[]) as u(contact_id, user_id)
    where c.id = u.contact_id`;
  await tx.insert(contact).values(
    BUYERS.map(({ email, name, role, spendingLimit }) => ({
      id: contactIdOf(email),
      companyId: companyIdOf(DEMO_COMPANY),
      userId: userIdOf(email),
      name,
      email,
      role,
      spendingLimit,
    })),
  );
}
