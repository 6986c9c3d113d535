import type { BatchItem, CommandEnv } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { type Cause, closeExceptions, openExceptions } from "../exceptions/store";
import type { ExceptionType } from "../exceptions/types";
import { DomainError, type Fault } from "../kernel/errors";
import type { ParkedOrderId } from "../kernel/ids";
import type { Network } from "../network/types";
import { UNATTENDED } from "./decide";
import { isParked, parkedProblem } from "./decide-parked";
import type { PlaceOrderInput } from "./schema";
import type { IntakeFacts, PlacedOrder } from "./types";

type Items = readonly BatchItem<PlaceOrderInput>[];
type World = { readonly network: Network; readonly facts: IntakeFacts };

/** The exceptions that a parked order may have: it is closed under all of them. */
const PROBLEMS: readonly ExceptionType[] = [
  "sku_unknown",
  "address_invalid",
  "price_variance",
  "duplicate_po",
  "unfillable",
  "edi_rejected",
];

/**
 * Keep faulty orders whole that come from where nobody can be asked, each with an exception on
 * somebody's desk. One that is sent again under its reference replaces what was kept.
 *
 * @returns what the sender is told, by index
 */
export async function parkOrders(
  env: CommandEnv,
  items: Items,
  faulty: ReadonlyMap<number, readonly Fault[]>,
  { network, facts }: World,
): Promise<Map<number, PlacedOrder>> {
  const { sql, now, actor } = env;
  const rows = [...faulty].flatMap(([index, faults]) => {
    const input = items[index]?.input;
    const channel = input && network.channels.get(input.channelCode);
    const isKept =
      input !== undefined &&
      channel !== undefined &&
      isParked(input, faults, {
        isUnattended: UNATTENDED.has(channel.kind),
        isConfined: env.companyId !== null,
      });
    return isKept
      ? [
          {
            index,
            id: newId<ParkedOrderId>(now.getTime()),
            channel_id: channel.id,
            company_id: facts.customers.get(index)?.companyId ?? null,
            external_ref: input.externalRef ?? null,
            customer_po: input.customerPo ?? null,
            content: input,
            faults,
          },
        ]
      : [];
  });
  if (rows.length === 0) {
    return new Map();
  }
  const written = await sql<{ id: string; number: string; ref: string | null; isNew: boolean }[]>`
    insert into parked_order as p (id, number, channel_id, company_id, external_ref, customer_po,
      content, faults, state, received_at, received_from)
    select id, 'PK-' || nextval('parked_order_number'), channel_id, company_id, external_ref,
      customer_po, content, faults, 'parked', ${now}::timestamptz, ${actor.name}
    from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(id uuid, channel_id uuid,
      company_id uuid, external_ref text, customer_po text, content jsonb, faults jsonb)
    on conflict (channel_id, external_ref) where state = 'parked' and external_ref is not null
    do update set content = excluded.content, faults = excluded.faults,
      company_id = excluded.company_id, customer_po = excluded.customer_po, version = p.version + 1
    returning id, number, channel_id || ' ' || external_ref as ref, version = 1 as "isNew"`;
  const told = rows.flatMap((row) => {
    const found = written.find(
      ({ id, ref }) =>
        id === row.id || (ref !== null && ref === `${row.channel_id} ${row.external_ref}`),
    );
    return found === undefined ? [] : [{ ...row, ...found }];
  });
  await openExceptions(
    env,
    told.map(({ id, number, faults, content }) => {
      const { type, sentence } = parkedProblem(number, content.channelCode, faults);
      const detail = { parkedId: id, parkedNumber: number };
      return { type, severity: "high", causeKey: id, sentence, detail };
    }),
  );
  for (const { id, number, faults, isNew } of told) {
    env.emit({
      type: isNew ? "parked_order.received" : "parked_order.replaced",
      subject: { kind: "parked_order", id },
      payload: { number, faults },
    });
  }
  return new Map(
    told.map(({ index, id, number, faults }) => [index, parkedAnswer(id, number, faults)]),
  );
}

const parkedAnswer = (id: string, number: string, faults: readonly Fault[]): PlacedOrder => ({
  orderId: id,
  number,
  status: "parked",
  promiseDate: null,
  promiseState: "unknown",
  lines: [],
  holds: [],
  findings: [],
  warnings: [],
  faults,
  isExisting: false,
});

/** Orders that were parked before and came again as they should have been: nothing waits any more. */
export async function settleParked(
  env: CommandEnv,
  items: Items,
  placed: ReadonlyMap<number, PlacedOrder>,
  network: Network,
): Promise<void> {
  const rows = [...placed].flatMap(([index, { orderId }]) => {
    const input = items[index]?.input;
    const channel = input && network.channels.get(input.channelCode);
    return channel !== undefined && UNATTENDED.has(channel.kind) && input?.externalRef !== undefined
      ? [{ channel_id: channel.id, external_ref: input.externalRef, order_id: orderId }]
      : [];
  });
  if (rows.length === 0) {
    return;
  }
  const { sql, now, actor } = env;
  const settled = await sql<{ id: string }[]>`
    update parked_order p set state = 'placed', order_id = r.order_id, closed_at = ${now},
      closed_by = ${actor.id}, close_reason = 'It was sent again without its faults'
    from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(channel_id uuid,
      external_ref text, order_id uuid)
    where p.channel_id = r.channel_id and p.external_ref = r.external_ref and p.state = 'parked'
    returning p.id`;
  await closeParkedExceptions(
    env,
    settled.map(({ id }) => id),
    "The order was sent again without its faults",
  );
}

export const closeParkedExceptions = (
  env: CommandEnv,
  parkedIds: readonly string[],
  why: string,
): Promise<unknown> =>
  closeExceptions(
    env,
    parkedIds.flatMap((causeKey) => PROBLEMS.map((type): Cause => ({ type, causeKey }))),
    why,
  );

/**
 * Lock a parked order that is still to be mended.
 *
 * @throws NOT_FOUND; STALE when it was changed, placed or discarded meanwhile
 */
export async function lockParked(
  { sql }: CommandEnv,
  parkedId: string,
  version: number,
): Promise<{ readonly number: string }> {
  const [parked] = await sql<{ number: string; state: string; version: number }[]>`
    select number, state, version from parked_order where id = ${parkedId} for no key update`;
  if (parked === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such parked order", { parkedId });
  }
  if (parked.state !== "parked") {
    throw new DomainError("STALE", `${parked.number} was ${parked.state} meanwhile`, { parkedId });
  }
  if (parked.version !== version) {
    const message = `${parked.number} was sent again meanwhile; look at it again`;
    throw new DomainError("STALE", message, { parkedId, version: parked.version });
  }
  return { number: parked.number };
}
