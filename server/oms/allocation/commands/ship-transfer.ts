import { z } from "zod";
import type { RawTx } from "@/db/client";
import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { moveStock } from "../../inventory/store";
import { lockStock } from "../../inventory/store-stock";
import { present } from "../../kernel/assert";
import { DomainError, type Fault } from "../../kernel/errors";
import type { LocalDate } from "../../kernel/local-date";
import { QUANTITY_MAX, sum } from "../../kernel/quantity";

const input = z
  .object({
    fromNodeId: z.uuid("Choose where it leaves"),
    toNodeId: z.uuid("Choose where it goes"),
    /** The day it is expected, in the calendar of where it goes. */
    eta: z.iso.date("Name the day it is expected").transform((date) => date as LocalDate),
    note: z.string().trim().max(500).default(""),
    lines: z
      .array(
        z.object({
          skuId: z.uuid(),
          quantity: z.int("Write whole units").min(1, "Ship at least 1").max(QUANTITY_MAX),
        }),
      )
      .min(1, "Name what is shipped")
      .max(200),
  })
  .refine(({ fromNodeId, toNodeId }) => fromNodeId !== toNodeId, {
    path: ["toNodeId"],
    message: "It is there already",
  });

type Request = z.output<typeof input>;

/**
 * Send stock from one node to another. It leaves the first at once; until it is received it is an
 * inbound supply of the second, so that orders can be promised from it. Only units that no order
 * holds can be sent.
 *
 * Locks: the stock of all its SKUs.
 *
 * @throws NOT_FOUND; INVALID_INPUT for a SKU named twice or a day that is over; SHORT_SUPPLY with how
 *   many units of each SKU are free
 */
export const shipTransfer = defineCommand({
  name: "inventory.ship_transfer",
  input,
  wall: { of: ({ fromNodeId }) => ({ nodeId: fromNodeId }) },
  run: async (env, request) => {
    const { sql, actor, now, emit } = env;
    const { fromNodeId, toNodeId, lines } = request;
    const places = await readPlaces(env, request);
    const codes = await readCodes(sql, request);
    await requireFree(env, request, places.from, codes);
    const transfer = await writeTransfer(env, request, places.from);
    await moveStock(
      sql,
      lines.map(({ skuId, quantity }) => ({
        skuId,
        nodeId: fromNodeId,
        kind: "transferred",
        onHandDelta: -quantity,
        allocatedDelta: 0,
        causeKind: "stock_transfer",
        causeId: transfer.id,
      })),
      { actorId: actor.id, now },
    );
    const units = sum(lines.map(({ quantity }) => quantity));
    const names = { number: transfer.number, from: places.from, to: places.to };
    emit({
      type: "stock_transfer.shipped",
      subject: { kind: "stock_transfer", id: transfer.id },
      reason: request.note === "" ? null : request.note,
      payload: { ...names, fromNodeId, toNodeId, units, lines: lines.length, eta: request.eta },
    });
    return { transferId: transfer.id, ...names, units };
  },
});

async function readPlaces({ sql, now }: CommandEnv, { fromNodeId, toNodeId, eta }: Request) {
  const nodes = await sql<{ id: string; name: string; today: string }[]>`
    select id, name, (${now}::timestamptz at time zone time_zone)::date::text as today
    from node where id in (${fromNodeId}, ${toNodeId}) and retired_at is null`;
  const from = nodes.find(({ id }) => id === fromNodeId);
  const to = nodes.find(({ id }) => id === toNodeId);
  if (from === undefined || to === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such node", { fromNodeId, toNodeId });
  }
  if (eta < to.today) {
    const message = "That day is over";
    throw new DomainError("INVALID_INPUT", message, {
      faults: [{ field: "eta", code: "past", message }],
    });
  }
  return { from: from.name, to: to.name };
}

async function readCodes(sql: RawTx, { lines }: Request): Promise<ReadonlyMap<string, string>> {
  const ids = lines.map(({ skuId }) => skuId);
  const rows = await sql<{ id: string; code: string }[]>`
    select id, code from sku where id = any(${ids}::uuid[])`;
  const codes = new Map(rows.map(({ id, code }) => [id, code]));
  const faults = lines.flatMap(({ skuId }, at): Fault[] => {
    const field = `lines.${at}.skuId`;
    if (!codes.has(skuId)) {
      return [{ field, code: "unknown", message: "There is no such SKU" }];
    }
    return ids.indexOf(skuId) === at
      ? []
      : [{ field, code: "repeated", message: `${codes.get(skuId)} is named twice` }];
  });
  if (faults.length > 0) {
    throw new DomainError("INVALID_INPUT", "Some lines are not right", { faults });
  }
  return codes;
}

async function requireFree(
  { sql, now }: CommandEnv,
  { fromNodeId, lines }: Request,
  node: string,
  codes: ReadonlyMap<string, string>,
): Promise<void> {
  const positions = await lockStock(
    sql,
    lines.map(({ skuId }) => skuId),
    now,
  );
  const faults = lines.flatMap(({ skuId, quantity }, at): Fault[] => {
    const position = positions.find((row) => row.skuId === skuId && row.nodeId === fromNodeId);
    const { onHand = 0, allocated = 0, reserved = 0 } = position ?? {};
    const free = Math.max(0, onHand - allocated - reserved);
    const message = `${node} has ${free} × ${codes.get(skuId)} that nobody holds`;
    return quantity > free ? [{ field: `lines.${at}.quantity`, code: "not_free", message }] : [];
  });
  if (faults.length > 0) {
    const message = faults.map((fault) => fault.message).join("; ");
    throw new DomainError("SHORT_SUPPLY", message, { faults });
  }
}

/** The transfer with its lines, and the supply that each of them is for its destination. */
async function writeTransfer(
  { sql, now, actor }: CommandEnv,
  { fromNodeId, toNodeId, eta, note, lines }: Request,
  from: string,
): Promise<{ readonly id: string; readonly number: string }> {
  const [written] = await sql<{ id: string; number: string }[]>`
    insert into stock_transfer (id, number, from_node_id, to_node_id, state, note, shipped_by,
      shipped_at)
    values (${newId(now.getTime())}, 'TR-' || nextval('stock_transfer_number'), ${fromNodeId},
      ${toNodeId}, 'in_transit', ${note}, ${actor.id}, ${now})
    returning id, number`;
  const transfer = present(written, "an insert returns its row");
  const rows = lines.map(({ skuId, quantity }, at) => ({
    id: newId(now.getTime()),
    supply_id: newId(now.getTime()),
    line_number: at + 1,
    sku_id: skuId,
    quantity,
  }));
  await sql`
    with lines as (
      select * from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(id uuid,
        supply_id uuid, line_number int, sku_id uuid, quantity int)),
    supplies as (
      insert into inbound_supply (id, kind, reference, supplier, node_id, sku_id, quantity, eta,
        original_eta)
      select supply_id, 'transfer', ${transfer.number}, ${from}, ${toNodeId}, sku_id, quantity,
        ${eta}, ${eta}
      from lines)
    insert into stock_transfer_line (id, transfer_id, line_number, sku_id, quantity,
      inbound_supply_id)
    select id, ${transfer.id}, line_number, sku_id, quantity, supply_id from lines`;
  return transfer;
}
