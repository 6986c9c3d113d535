import type { PendingQuery, Row } from "postgres";
import type { RawSql, RawTx } from "@/db/client";

type Sql = RawSql | RawTx;
type Fragment = PendingQuery<Row[]>;

/**
 * Whether a row of `allocation` is a refusal that still binds: a node that refused units is not asked for
 * them again. One that only lacked them is, once goods came to its shelf after it said so.
 *
 * @param row the alias of the row
 */
export const stillRefuses = (sql: Sql, row: Fragment): Fragment => sql`(${row}.state = 'rejected'
  and not exists (select from stock_movement m where m.sku_id = ${row}.sku_id
    and m.node_id = ${row}.node_id and m.status = 'sellable' and m.on_hand_delta > 0
    and m.id > ${row}.shelf_refused_after))`;
