import type { RawTx } from "@/db/client";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { setPreferredNodeInput } from "../schema";

/**
 * Say which node a company, or one of its ship-tos, is best served from. Routing prefers it where a
 * strategy asks for that; it counts for orders from now on and for those that are routed again.
 *
 * Locks: the company's row, so that of two who say it at once the later one knows of the earlier.
 *
 * @throws INVALID_INPUT when there is no such company, ship-to or node, or the node was retired
 */
export const setPreferredNode = defineCommand({
  name: "customers.set_preferred_node",
  input: setPreferredNodeInput,
  wall: "staff",
  run: async ({ sql, emit }, { company: companyCode, location, node: nodeCode, reason }) => {
    const company = await lockCompany(sql, companyCode);
    const node = nodeCode === null ? null : await readNode(sql, nodeCode);
    const saved =
      location === null
        ? await sql<{ before: string | null }[]>`
            update company c set preferred_node_id = ${node?.id ?? null}
            from (select preferred_node_id as was from company where id = ${company.id}) o
            where c.id = ${company.id}
            returning (select code from node where id = o.was) as before`
        : await sql<{ before: string | null }[]>`
            update company_location l set preferred_node_id = ${node?.id ?? null}
            from (select id, preferred_node_id as was from company_location
              where company_id = ${company.id} and upper(code) = upper(${location})) o
            where l.id = o.id
            returning (select code from node where id = o.was) as before`;
    const [row] = saved;
    if (row === undefined) {
      throw unknown("location", `${company.name} has no ship-to “${location}”`);
    }
    emit({
      type: "company.preferred_node_set",
      subject: { kind: "company", id: company.id },
      reason,
      payload: { location, before: row.before, after: node?.code ?? null },
    });
    return { name: company.name, node: node?.name ?? null };
  },
});

const unknown = (field: string, message: string, code = "unknown") =>
  new DomainError("INVALID_INPUT", message, { faults: [{ field, code, message }] });

async function lockCompany(sql: RawTx, code: string) {
  const [found] = await sql<{ id: string; name: string }[]>`
    select id, name from company where upper(code) = upper(${code}) for no key update`;
  if (found === undefined) {
    throw unknown("company", `There is no company “${code}”`);
  }
  return found;
}

/** The node, kept from being retired until the end. */
async function readNode(sql: RawTx, code: string) {
  const [found] = await sql<{ id: string; code: string; name: string; isRetired: boolean }[]>`
    select id, code, name, retired_at is not null as "isRetired" from node
    where upper(code) = upper(${code}) for key share`;
  if (found === undefined) {
    throw unknown("node", `There is no node “${code}”`);
  }
  if (found.isRetired) {
    const message = `${found.name} was retired: choose another node, or bring it back first`;
    throw unknown("node", message, "retired");
  }
  return found;
}
