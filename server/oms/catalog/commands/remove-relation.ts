import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { removeRelationInput } from "../schema";

/**
 * End a relation between two SKUs. Orders that took the one for the other keep it.
 *
 * @throws NOT_FOUND when there is none
 */
export const removeRelation = defineCommand({
  name: "catalog.remove_relation",
  input: removeRelationInput,
  wall: "staff",
  run: async ({ sql, emit }, { kind, sku, instead }) => {
    const [gone] = await sql<{ skuId: string; sku: string; instead: string }[]>`
      delete from sku_relation r using sku s, sku i
      where r.kind = ${kind} and s.id = r.sku_id and i.id = r.instead_sku_id
        and upper(s.code) = upper(${sku}) and upper(i.code) = upper(${instead})
      returning s.id as "skuId", s.code as sku, i.code as instead`;
    if (gone === undefined) {
      throw new DomainError("NOT_FOUND", `Nothing stands between ${sku} and ${instead}`, {
        sku,
        instead,
      });
    }
    emit({
      type: "sku.relation_removed",
      subject: { kind: "sku", id: gone.skuId },
      payload: { kind, sku: gone.sku, instead: gone.instead },
    });
    return { sku: gone.sku, instead: gone.instead };
  },
});
