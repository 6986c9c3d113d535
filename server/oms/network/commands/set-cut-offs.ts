import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { cutOffsInput } from "../schema";
import { lockNode } from "../store-edit";

/**
 * Set which services a node offers, and until when on its clock work for each still leaves the same
 * day. A service that is not named is not offered to the next order; what is planned with it stays.
 *
 * @throws NOT_FOUND; INVALID_INPUT naming a service that does not exist
 */
export const setCutOffs = defineCommand({
  name: "network.set_cut_offs",
  input: cutOffsInput,
  wall: { of: ({ nodeId }) => ({ nodeId }) },
  run: async ({ sql, emit }, { nodeId, cutOffs, reason }) => {
    const { name } = await lockNode(sql, nodeId);
    const codes = cutOffs.map(({ serviceCode }) => serviceCode);
    const known = await sql<{ code: string }[]>`
      select code from carrier_service where code = any(${codes}::text[])`;
    const faults = codes.flatMap((code, at) =>
      known.some((one) => one.code === code)
        ? []
        : [
            {
              field: `cutOffs.${at}.serviceCode`,
              code: "unknown",
              message: `There is no service ${code}`,
            },
          ],
    );
    if (faults.length > 0) {
      throw new DomainError("INVALID_INPUT", "Some fields are not right", { faults });
    }
    const before = await sql<{ serviceCode: string; localTime: string }[]>`
      select service_code as "serviceCode", to_char(local_time, 'HH24:MI') as "localTime"
      from node_cut_off where node_id = ${nodeId} order by service_code`;
    const after = cutOffs.toSorted((a, b) => (a.serviceCode < b.serviceCode ? -1 : 1));
    if (JSON.stringify(before) === JSON.stringify(after)) {
      return { services: after.length };
    }
    await sql`
      delete from node_cut_off where node_id = ${nodeId} and service_code <> all(${codes}::text[])`;
    await sql`
      insert into node_cut_off (node_id, service_code, local_time)
      select ${nodeId}, c.code, c.at::time
      from unnest(${codes}::text[], ${cutOffs.map((one) => one.localTime)}::text[]) as c(code, at)
      on conflict (node_id, service_code) do update set local_time = excluded.local_time`;
    emit({
      type: "node.cut_offs_set",
      subject: { kind: "node", id: nodeId },
      reason,
      payload: { node: name, before: [...before], after },
    });
    return { services: after.length };
  },
});
