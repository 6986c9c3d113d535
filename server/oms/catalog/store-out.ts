import type { PendingQuery, Row } from "postgres";
import type { RawSql, RawTx } from "@/db/client";

/** Whether a SKU is out: what is ordered of one that is not is a pre-order. */
export const isOut = (sql: RawSql | RawTx, skuId: PendingQuery<Row[]>) => sql`
  not exists (select from sku coming
    where coming.id = ${skuId} and coming.comes_out_on is not null)`;
