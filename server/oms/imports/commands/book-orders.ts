import { createHash } from "node:crypto";
import type { Connection } from "@/db/client";
import type { Ctx } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { placeOrders } from "../../intake/commands/place-orders";
import { placeOrderInput } from "../../intake/schema";
import { present } from "../../kernel/assert";
import type { Fault } from "../../kernel/errors";
import { findBooked, findParties } from "../queries";
import type {
  AssembledOrder,
  Booker,
  Creatable,
  HashedOrder,
  OrderAnswer,
  OrderFault,
} from "../types";
import { bookHistory } from "./book-history";
import { makeMasters } from "./make-masters";
import { markOrders } from "./mark-orders";
import { openChannel } from "./open-channel";

/** Codes of what an import made because nobody knew it. */
export type MadeMasters = {
  readonly skus: readonly string[];
  readonly companies: readonly string[];
};

export type BookerOptions = {
  readonly runId: string;
  readonly fileName: string;
  readonly channel: { readonly code: string; readonly makeAs: "csv" | null };
  readonly create: ReadonlySet<Creatable>;
  readonly onMade: (made: MadeMasters) => void;
};

/** A fingerprint of everything that an order's file says of it. */
export function hashOrder({ head, lines }: AssembledOrder): string {
  const content = [
    head.companyCode.toUpperCase(),
    head.location?.code ?? null,
    head.placedAt,
    head.currency,
    head.customerPo,
    head.requestedDate,
    // Named only where it says something, so that a file without it is known again.
    ...(head.backorders === null ? [] : [head.backorders]),
    lines.map((line) => [
      line.sku.toUpperCase(),
      line.quantity,
      line.unitPriceE4,
      line.requestedDate,
    ]),
  ];
  return createHash("sha256").update(JSON.stringify(content)).digest("base64url");
}

/**
 * Run something, take its answer and undo what it wrote: the rehearsal of an import is the import
 * itself, so it cannot promise what the import would not do.
 */
export async function rehearse<Answer>(
  ctx: Ctx,
  run: (ctx: Ctx) => Promise<Answer>,
): Promise<Answer> {
  const answers: Answer[] = [];
  try {
    await ctx.database.db.transaction(async (tx) => {
      const database: Connection = { ...ctx.database, db: tx };
      answers.push(await run({ ...ctx, database }));
      tx.rollback();
    });
  } catch (error) {
    if (answers.length === 0) {
      throw error;
    }
  }
  return present(answers[0], "a rehearsal that did not fail has an answer");
}

/** Books orders as history: delivered on their own day, stock untouched. */
export async function openHistoryBooker(ctx: Ctx, options: BookerOptions): Promise<Booker> {
  const { channelId } = await openChannel(ctx, newId(), options.channel);
  const makeMissing = openMaker(ctx, options);
  return async (orders) => {
    await makeMissing(orders);
    const { created, refused } = await bookHistory(ctx, newId(), {
      runId: options.runId,
      channelId,
      fileName: options.fileName,
      orders: orders.map(historyInput),
    });
    const made = new Set(created);
    const faults = new Map(refused.map((answer) => [answer.reference, answer]));
    return orders.map(({ head }): OrderAnswer => {
      const fault = faults.get(head.reference);
      return fault === undefined
        ? { kind: made.has(head.reference) ? "created" : "unchanged" }
        : { kind: "refused", faults: [fault] };
    });
  };
}

function historyInput({ head, lines, sourceHash }: HashedOrder) {
  const { reference, placedAt, currency, customerPo, requestedDate, note, companyCode } = head;
  return {
    reference,
    sourceHash,
    placedAt: placedAt ?? new Date(0),
    currency,
    customerPo,
    requestedDate,
    note,
    companyCode,
    locationCode: head.location?.code ?? null,
    lines: lines.map((line) => ({
      sku: line.sku,
      description: line.description,
      quantity: line.quantity,
      unitPriceE4: line.unitPriceE4 ?? 0,
      requestedDate: line.requestedDate,
    })),
  };
}

/**
 * Places orders: each goes the whole way of an order that somebody types, in the order given. A
 * reference that is booked already is left as it is.
 */
export function openPlacingBooker(ctx: Ctx, options: BookerOptions): Booker {
  const makeMissing = openMaker(ctx, options);
  return async (orders) => {
    const { channelId, code } = await openChannel(ctx, newId(), options.channel);
    await makeMissing(orders);
    const answers = new Map<string, OrderAnswer>();
    for (const booked of await findBooked(ctx, {
      channelId,
      references: orders.map(({ head }) => head.reference),
    })) {
      const order = orders.find(({ head }) => head.reference === booked.reference);
      const isSame = booked.sourceHash === null || booked.sourceHash === order?.sourceHash;
      answers.set(
        booked.reference,
        isSame ? { kind: "unchanged" } : refusedAs(changed(booked.reference, booked.number)),
      );
    }
    const fresh = orders.filter(({ head }) => !answers.has(head.reference));
    const items = await placeable(ctx, fresh, code, answers);
    const outcomes = items.length === 0 ? [] : await placeOrders(ctx, items);
    const placed: { reference: string; sourceHash: string }[] = [];
    for (const [at, { order }] of items.entries()) {
      const outcome = outcomes[at];
      const { reference } = order.head;
      if (outcome?.ok) {
        const { isExisting, findings } = outcome.value;
        answers.set(reference, { kind: isExisting ? "unchanged" : "created", findings });
        placed.push({ reference, sourceHash: order.sourceHash });
      } else {
        answers.set(reference, { kind: "refused", faults: faultsOf(outcome?.error) });
      }
    }
    if (placed.length > 0) {
      await markOrders(ctx, newId(), { runId: options.runId, channelId, orders: placed });
    }
    return orders.map(({ head }) => answers.get(head.reference) ?? refusedAs(LOST));
  };
}

const LOST: OrderFault = {
  line: null,
  reason: "no_answer",
  field: null,
  problem: "no answer came",
};

const refusedAs = (...faults: OrderFault[]): OrderAnswer => ({ kind: "refused", faults });

const changed = (reference: string, number: string): OrderFault => ({
  line: null,
  reason: "order_changed",
  field: "order.reference",
  problem: `order ${reference} was booked before as ${number}, with other content`,
});

/** The orders as the intake takes them; what the file alone shows to be wrong is answered at once. */
async function placeable(
  ctx: Ctx,
  orders: readonly HashedOrder[],
  channelCode: string,
  answers: Map<string, OrderAnswer>,
) {
  const parties = await findParties(ctx, { codes: orders.map(({ head }) => head.companyCode) });
  const known = new Map(parties.map((party) => [party.code, party]));
  return orders.flatMap((order) => {
    const { head, lines } = order;
    const party = known.get(head.companyCode.toUpperCase());
    const location = party?.locations.find(({ code }) => code === head.location?.code);
    if (party !== undefined && head.location !== null && location === undefined) {
      const problem = `${head.companyCode} has no ship-to "${head.location.code}"`;
      const fault = { line: null, reason: "location_unknown", field: "location.code", problem };
      answers.set(head.reference, refusedAs(fault));
      return [];
    }
    const parsed = placeOrderInput.safeParse({
      // The run keeps what it does not take, line by line.
      ifFaulty: "refuse",
      companyCode: head.companyCode,
      companyLocationId: location?.id,
      channelCode,
      externalRef: head.reference,
      customerPo: head.customerPo ?? undefined,
      requestedDate: head.requestedDate ?? undefined,
      ...(head.backorders !== null && { backorders: { policy: head.backorders } }),
      note: head.note,
      lines: lines.map((line) => ({
        sku: line.sku,
        quantity: line.quantity,
        unitPriceE4: line.unitPriceE4 ?? undefined,
        requestedDate: line.requestedDate ?? undefined,
      })),
    });
    if (!parsed.success) {
      const faults = parsed.error.issues.map((issue) =>
        orderFault({ field: issue.path.join("."), code: issue.code, message: issue.message }),
      );
      answers.set(head.reference, refusedAs(...faults));
      return [];
    }
    return [{ key: newId(), input: parsed.data, order }];
  });
}

function faultsOf(error: Error | undefined): OrderFault[] {
  const faults =
    error !== undefined && "details" in error && typeof error.details === "object"
      ? ((error.details as { faults?: readonly Fault[] }).faults ?? [])
      : [];
  const problem = error?.message ?? LOST.problem;
  return faults.length > 0
    ? faults.map(orderFault)
    : [{ line: null, reason: "order_refused", field: null, problem }];
}

/** Fields of the intake → fields of a file. */
const FIELDS: Readonly<Record<string, string>> = {
  sku: "line.sku",
  quantity: "line.quantity",
  unitPriceE4: "line.unitPrice",
  requestedDate: "line.requestedDate",
  companyCode: "company.code",
  companyId: "company.code",
  companyLocationId: "location.code",
  customerPo: "order.customerPo",
  externalRef: "order.reference",
  note: "order.note",
  "backorders.policy": "order.backorders",
};

function orderFault({ field, code, message }: Fault): OrderFault {
  const [, line, part] = /^lines\.(\d+)(?:\.(\w+))?$/.exec(field) ?? [];
  const name = part ?? field;
  return {
    line: line === undefined ? null : Number(line),
    reason: code.toLowerCase(),
    field: FIELDS[name] ?? (name === "" ? null : name),
    problem: message.replace(/\.$/, ""),
  };
}

/** Makes SKUs and companies before the first order that names them, where that is wanted. */
function openMaker(ctx: Ctx, { create, onMade }: BookerOptions) {
  const made = new Set<string>();
  const isNew = (key: string) => !made.has(key) && made.add(key).size > 0;
  return async (orders: readonly HashedOrder[]): Promise<void> => {
    const skus = orders.flatMap(({ lines }) =>
      lines
        .filter((line) => create.has("skus") && isNew(`sku ${line.sku.toUpperCase()}`))
        .map((line) => ({ code: line.sku, name: line.description })),
    );
    const companies = orders.flatMap(({ head }) => {
      const key = `company ${head.companyCode.toUpperCase()} ${head.location?.code ?? ""}`;
      return create.has("companies") && isNew(key)
        ? [
            {
              code: head.companyCode,
              name: head.companyName,
              currency: head.currency,
              location: head.location,
            },
          ]
        : [];
    });
    if (skus.length + companies.length > 0) {
      onMade(await makeMasters(ctx, newId(), { skus, companies }));
    }
  };
}
