import type { Connection } from "@/db/client";
import { handOver, makeLabels } from "@/server/integrations/carriers/ship-by-carrier";
import { acceptFulfillmentOrder } from "@/server/oms/fulfillment/commands/accept-fulfillment-order";
import { finishPacking } from "@/server/oms/fulfillment/commands/finish-packing";
import { openPackage } from "@/server/oms/fulfillment/commands/open-package";
import { packItem } from "@/server/oms/fulfillment/commands/pack-item";
import { pickLine } from "@/server/oms/fulfillment/commands/pick-line";
import { rejectFulfillmentOrder } from "@/server/oms/fulfillment/commands/reject-fulfillment-order";
import { reportShortPick } from "@/server/oms/fulfillment/commands/report-short-pick";
import { startPicking } from "@/server/oms/fulfillment/commands/start-picking";
import type { FulfillmentOrderState } from "@/server/oms/fulfillment/machine";
import { present } from "@/server/oms/kernel/assert";
import { addDays, type LocalDate } from "@/server/oms/kernel/local-date";
import { localClock } from "@/server/oms/network/decide-clock";
import type { Ctx } from "@/server/shell/command";
import { actorAtNode } from "./actors";
import { pickBelow } from "./chance";
import { demoId } from "./demo-id";
import { ctxAt } from "./play-orders";
import { NOT_THERE_PO } from "./trouble-orders";

/** A work order as the node's people see it. `name` says what it is in words that never change. */
export type Work = {
  id: string;
  name: string;
  state: FulfillmentOrderState;
  shipBy: LocalDate;
  node: { code: string; name: string };
  isSupplier: boolean;
  timeZone: string;
  lines: { id: string; sku: string; units: number; grams: number }[];
};

/** The supplier has not answered the order that only it can fill. */
const TROUBLE_PO = "PO-TR-11";

/** How far a node has come with a work order when it is looked at. */
export type Stage =
  | "released"
  | "accepted"
  | "picking"
  | "picked"
  | "part_packed"
  | "packed"
  | "labelled"
  | "shipped";
const STAGES: readonly Stage[] = [
  "released",
  "accepted",
  "picking",
  "picked",
  "part_packed",
  "packed",
  "labelled",
  "shipped",
];
/** Where ordinary work may stand: units in no parcel and parcels without labels are mishaps. */
const USUAL = STAGES.filter((stage) => stage !== "part_packed" && stage !== "packed");

const REFUSED_ONE_IN = 24;
const SHORT_ONE_IN = 20;
/** Of the work of the last days one in so many is left lying. */
const LEFT_LYING_ONE_IN = 12;
const LYING_DAYS = 3;
/** A parcel is closed before it gets heavier, as long as there are few of them. */
const PARCEL_GRAMS = 60_000;
const PARCELS_MAX = 3;
/** What is due today leaves from this hour on, by the node's clock. */
const LEAVES_FROM_MINUTES = 13 * 60;
/** Between two steps of the same work. */
const STEP_MS = 15_000;

/** Work that nodes still have to do, in the order in which it leaves. */
export async function readWork({ sql }: Pick<Connection, "sql">): Promise<Work[]> {
  return await sql<Work[]>`
    select f.id, o.customer_po || ' ' || n.code || ' ' || f.ship_by as name, f.state,
      f.ship_by as "shipBy", jsonb_build_object('code', n.code, 'name', n.name) as node,
      n.kind = 'dropship_supplier' as "isSupplier", n.time_zone as "timeZone",
      (select jsonb_agg(jsonb_build_object('id', l.id, 'sku', s.code,
          'units', l.quantity - l.rejected, 'grams', s.grams) order by ol.line_number, l.id)
        from fulfillment_order_line l join order_line ol on ol.id = l.order_line_id
        join sku s on s.id = l.sku_id
        where l.fulfillment_order_id = f.id and l.quantity > l.rejected) as lines
    from fulfillment_order f join node n on n.id = f.node_id
    join sales_order o on o.id = f.order_id
    where f.state in ('open', 'accepted', 'picking', 'packed')
    order by f.ship_by, o.placed_at, n.code, f.number`;
}

/** Steps of one work order, one after the other, by the people of its node. */
class Shift {
  readonly #database: Connection;
  readonly #work: Work;
  #moment: number;

  constructor(database: Connection, work: Work, begin: Date) {
    this.#database = database;
    this.#work = work;
    this.#moment = begin.getTime();
  }

  get ctx(): Ctx {
    return ctxAt(this.#database, actorAtNode(this.#work.node), new Date(this.#moment));
  }

  key(step: string, ...about: (string | number)[]): string {
    this.#moment += STEP_MS;
    return demoId("work", this.#work.id, step, ...about);
  }
}

/**
 * The stage that a node has reached at this moment: what is due leaves in the afternoon, the rest is
 * taken on. On the last day some of it is still on the floor, in every stage; and of the days before it
 * something was left lying here and there.
 */
export function stageAt(work: Work, moment: Date, isLast: boolean, end: Date): Stage {
  const { date, minutes } = localClock(moment, work.timeZone);
  const { date: lastDate } = localClock(end, work.timeZone);
  const isLate = work.shipBy < lastDate && work.shipBy >= addDays(lastDate, -LYING_DAYS);
  if (work.isSupplier && work.name.startsWith(TROUBLE_PO)) {
    return "released";
  }
  if (isLate && pickBelow(LEFT_LYING_ONE_IN, "left lying", work.name) === 0) {
    return "accepted";
  }
  if (isLast && work.shipBy >= date) {
    const stages = work.shipBy > date ? USUAL.slice(0, -1) : USUAL;
    return stages[pickBelow(stages.length, "stage", work.name)] ?? "released";
  }
  const isDue = work.shipBy < date || (work.shipBy === date && minutes >= LEAVES_FROM_MINUTES);
  return isDue ? "shipped" : "accepted";
}

/**
 * Take a work order from where it is to a stage. One in a while is refused, or comes out short;
 * its units are then sourced elsewhere by the command itself.
 *
 * @returns the shipment that left, when one did
 */
export async function workUntil(
  database: Connection,
  work: Work,
  stage: Stage,
  begin: Date,
): Promise<string | null> {
  const shift = new Shift(database, work, begin);
  const goal = STAGES.indexOf(stage);
  const fulfillmentOrderId = work.id;
  if (work.state === "open" && goal >= STAGES.indexOf("accepted")) {
    const isMissing = work.name.startsWith(NOT_THERE_PO);
    if (isMissing || pickBelow(REFUSED_ONE_IN, "refused", work.name) === 0) {
      const isFull = pickBelow(2, "why", work.name) === 0;
      const reason = isMissing ? "not_in_stock" : isFull ? "no_capacity" : "stock_mismatch";
      const note = reason === "no_capacity" ? "Two pickers are ill" : "The count was wrong";
      await rejectFulfillmentOrder(shift.ctx, shift.key("reject"), {
        fulfillmentOrderId,
        reason,
        note,
      });
      return null;
    }
    await acceptFulfillmentOrder(shift.ctx, shift.key("accept"), { fulfillmentOrderId });
  }
  if (goal < STAGES.indexOf("picking")) {
    return null;
  }
  const picked = await pick(shift, work, stage);
  if (goal < STAGES.indexOf("part_packed") || picked.length === 0) {
    return null;
  }
  if (stage === "part_packed") {
    await packAllButOne(shift, work, picked);
    return null;
  }
  await pack(shift, work, picked);
  return goal < STAGES.indexOf("labelled") ? null : send(database, shift, work, stage);
}

type Line = Work["lines"][number];

/** Pick every line, or at stage `picking` the first half of them. */
async function pick(shift: Shift, work: Work, stage: Stage): Promise<Line[]> {
  const fulfillmentOrderId = work.id;
  await startPicking(shift.ctx, shift.key("start"), { fulfillmentOrderId });
  const short = pickBelow(SHORT_ONE_IN, "short", work.name) === 0 ? work.lines.at(-1) : undefined;
  const half = Math.ceil(work.lines.length / 2);
  const lines = stage === "picking" ? work.lines.slice(0, half) : work.lines;
  const picked: Line[] = [];
  for (const line of lines) {
    if (line === short && work.lines.length > 1) {
      await reportShortPick(shift.ctx, shift.key("short", line.id), {
        fulfillmentOrderId,
        fulfillmentOrderLineId: line.id,
        quantity: line.units,
        reason: "stock_mismatch",
        note: "The bin was empty",
      });
      continue;
    }
    await pickLine(shift.ctx, shift.key("pick", line.id), {
      fulfillmentOrderId,
      fulfillmentOrderLineId: line.id,
      quantity: line.units,
    });
    picked.push(line);
  }
  return picked;
}

/** Share lines out over parcels by weight, a line never over two of them. */
export function parcelsOf(lines: readonly Line[]): Line[][] {
  const parcels: Line[][] = [];
  let grams = Number.POSITIVE_INFINITY;
  for (const line of lines) {
    const more = line.units * line.grams;
    const last = parcels.at(-1);
    if (last === undefined || (grams + more > PARCEL_GRAMS && parcels.length < PARCELS_MAX)) {
      parcels.push([line]);
      grams = more;
    } else {
      last.push(line);
      grams += more;
    }
  }
  return parcels;
}

/** A parcel is filled, and one picked unit is in none. */
async function packAllButOne(shift: Shift, work: Work, lines: readonly Line[]): Promise<void> {
  const fulfillmentOrderId = work.id;
  const { packageId } = await openPackage(shift.ctx, shift.key("parcel", 0), {
    fulfillmentOrderId,
  });
  for (const [at, line] of lines.entries()) {
    const quantity = at === 0 ? line.units - 1 : line.units;
    if (quantity > 0) {
      const input = { packageId, code: line.sku, quantity };
      await packItem(shift.ctx, shift.key("pack", line.id), input);
    }
  }
}

async function pack(shift: Shift, work: Work, lines: readonly Line[]): Promise<void> {
  const fulfillmentOrderId = work.id;
  for (const [at, parcel] of parcelsOf(lines).entries()) {
    const { packageId } = await openPackage(shift.ctx, shift.key("parcel", at), {
      fulfillmentOrderId,
    });
    for (const line of parcel) {
      await packItem(shift.ctx, shift.key("pack", line.id), {
        packageId,
        code: line.sku,
        quantity: line.units,
      });
    }
  }
  await finishPacking(shift.ctx, shift.key("packed"), { fulfillmentOrderId });
}

/** Labels come with the packing; the parcels leave with the van. */
async function send(
  { sql }: Connection,
  shift: Shift,
  work: Work,
  stage: Stage,
): Promise<string | null> {
  const [draft] = await sql<{ id: string }[]>`
    select id from shipment where fulfillment_order_id = ${work.id} and state = 'draft'`;
  const shipmentId = present(draft, "packed work has a shipment").id;
  await makeLabels(shift.ctx, shift.key("labels"), { shipmentId });
  if (stage === "labelled") {
    return null;
  }
  await handOver(shift.ctx, shift.key("leave"), { shipmentId });
  return shipmentId;
}
