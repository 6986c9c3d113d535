import type { RawSql, RawTx } from "@/db/client";

/**
 * For a select over order lines, the kit that a line is a component of (`LineKit`); null for a line
 * of its own.
 *
 * @param line what the query calls the order line
 */
export const kitOfLine = (sql: RawSql | RawTx, line: "l" | "ol") => sql`(
  select jsonb_build_object('group', ${sql(line)}.kit_group, 'code', k.code, 'name', k.name,
    'unit', k.base_unit, 'quantity', ${sql(line)}.kit_quantity,
    'customerPart', ${sql(line)}.kit_customer_part)
  from sku k where k.id = ${sql(line)}.kit_sku_id)`;
