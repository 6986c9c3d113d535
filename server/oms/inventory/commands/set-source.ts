import { defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { present } from "../../kernel/assert";
import { DomainError } from "../../kernel/errors";
import { setSourceInput } from "../schema";

/**
 * Make a source of stock figures, or change what is known of it; which nodes it speaks for is
 * replaced. How far it has told stays as it was.
 *
 * @throws NOT_FOUND with the codes that no node has
 */
export const setSource = defineCommand({
  name: "inventory.set_source",
  input: setSourceInput,
  wall: "staff",
  run: async ({ sql, emit }, { code, name, kind, nodes, defaultMode, guardPercent }) => {
    const wanted = [...new Set(nodes.map((each) => each.toUpperCase()))];
    const known = await sql<{ id: string; code: string }[]>`
      select id, code from node where upper(code) = any(${wanted}::text[]) and retired_at is null order by code`;
    const found = new Set(known.map((node) => node.code.toUpperCase()));
    const missing = wanted.filter((each) => !found.has(each));
    if (missing.length > 0) {
      const message = `There is no node ${missing.join(", ")}`;
      throw new DomainError("NOT_FOUND", message, {
        faults: [{ field: "nodes", code: "unknown", message }],
      });
    }
    const [source] = await sql<{ id: string; isNew: boolean }[]>`
      insert into inventory_source (id, code, name, kind, default_mode, guard_percent)
      values (${newId()}, ${code}, ${name}, ${kind}, ${defaultMode}, ${guardPercent})
      on conflict (upper(code)) do update set name = excluded.name, kind = excluded.kind,
        default_mode = excluded.default_mode, guard_percent = excluded.guard_percent
      returning id, xmax = 0 as "isNew"`;
    const { id: sourceId, isNew } = present(source, "an upsert returns its row");
    const nodeIds = known.map((node) => node.id);
    await sql`delete from inventory_source_node
      where source_id = ${sourceId} and node_id <> all(${nodeIds}::uuid[])`;
    await sql`
      insert into inventory_source_node (source_id, node_id)
      select ${sourceId}, id from unnest(${nodeIds}::uuid[]) as id
      on conflict do nothing`;
    emit({
      type: isNew ? "inventory_source.made" : "inventory_source.changed",
      subject: { kind: "inventory_source", id: sourceId },
      payload: { code, kind, nodes: known.map((node) => node.code), defaultMode, guardPercent },
    });
    return { sourceId, code, isNew };
  },
});
