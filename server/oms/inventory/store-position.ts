import type { RawTx } from "@/db/client";
import { DomainError } from "../kernel/errors";
import type { StockStatus } from "./types";

export type OnePosition = {
  readonly skuId: string;
  readonly nodeId: string;
  readonly status: StockStatus;
};

/**
 * What people call a SKU and a node, of a SKU that can have stock there.
 *
 * @throws NOT_FOUND when there is no such SKU or node; INVALID_INPUT for a kit, which keeps none
 */
export async function readPositionNames(
  sql: RawTx,
  { skuId, nodeId }: Pick<OnePosition, "skuId" | "nodeId">,
): Promise<{ readonly sku: string; readonly node: string }> {
  const [known] = await sql<{ sku: string; node: string; isKit: boolean }[]>`
    select s.code as sku, n.name as node,
      exists (select 1 from kit_component k where k.kit_sku_id = s.id) as "isKit"
    from sku s, node n
    where s.id = ${skuId} and n.id = ${nodeId} and n.retired_at is null`;
  if (known === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such SKU or node", { skuId, nodeId });
  }
  const { isKit, ...names } = known;
  if (isKit) {
    const message = `${names.sku} is a kit and keeps no stock: change that of its components`;
    throw new DomainError("INVALID_INPUT", message, {
      faults: [{ field: "skuId", code: "sku_is_kit", message }],
    });
  }
  return names;
}

/** Make a position that is not there yet, empty, so that it can be locked like any other. */
export async function makePosition(
  sql: RawTx,
  { skuId, nodeId, status }: OnePosition,
): Promise<void> {
  await sql`
    insert into stock_level (sku_id, node_id, status) values (${skuId}, ${nodeId}, ${status})
    on conflict do nothing`;
}

/** Lock one position; one that is not there has nothing. */
export async function lockPosition(
  sql: RawTx,
  { skuId, nodeId, status }: OnePosition,
): Promise<{ readonly onHand: number; readonly allocated: number }> {
  const [position] = await sql<{ onHand: number; allocated: number }[]>`
    select on_hand as "onHand", allocated from stock_level
    where sku_id = ${skuId} and node_id = ${nodeId} and status = ${status}
    for no key update`;
  return position ?? { onHand: 0, allocated: 0 };
}

/**
 * Lock what a node has of a SKU in every status, the sellable position first: whoever holds it takes
 * the others after it.
 */
export async function lockStatuses(
  sql: RawTx,
  { skuId, nodeId }: Pick<OnePosition, "skuId" | "nodeId">,
): Promise<Map<StockStatus, { readonly onHand: number; readonly allocated: number }>> {
  const rows = await sql<{ status: StockStatus; onHand: number; allocated: number }[]>`
    select status, on_hand as "onHand", allocated from stock_level
    where sku_id = ${skuId} and node_id = ${nodeId}
    order by status = 'sellable' desc, status for no key update`;
  return new Map(rows.map(({ status, ...level }) => [status, level]));
}
