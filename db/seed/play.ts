import type { Connection } from "@/db/client";
import { receiveSupply } from "@/server/oms/allocation/commands/receive-supply";
import { releaseDue } from "@/server/oms/allocation/commands/release-due";
import { sweepPromises } from "@/server/oms/exceptions/commands/sweep-promises";
import { systemActor } from "@/server/shell/actor";
import { readCast } from "./actors";
import { pickBelow } from "./chance";
import { demoId } from "./demo-id";
import { ctxAt, decideFates, followUp, type People, placeInPast } from "./play-orders";
import { Mishaps, readParcels, record, type Scan, scansOf } from "./play-parcels";
import { playDesk, setDeskTimes } from "./play-trouble";
import { readWork, type Stage, stageAt, type Work, workUntil } from "./play-work";
import type { DemoOrder } from "./timeline";

const HOUR_MS = 3_600_000;
/** The last look is so long before the end: what it begins is finished then. */
const LAST_LOOK_MS = 45 * 60_000;
/** Nodes are looked at this often: in the afternoon of Europe, of the east and of the west. */
const LOOK_EVERY_MS = 4 * HOUR_MS;
const LOOKS_A_DAY = 6;
/** From so many looks before the last on, a work order is begun and left half packed. */
const PART_PACKED_LOOKS = 4;
/** One delivery in so many does not come on its day, and is still waited for at the end; so is the one that most orders need. */
const LATE_ONE_IN = 40;
const LATE_DELIVERY = "PO-4012 SJ-0194-X";

const worker = systemActor("worker");

/** The last weeks as they happened, one look at the world after the other. */
export class Play {
  readonly #database: Connection;
  #scans: Scan[] = [];
  /** Work that a node began to pack and left. */
  #left: string | null = null;
  #hasPacked = false;
  readonly #end: Date;
  readonly #mishaps: Mishaps;

  constructor(database: Connection, end: Date) {
    this.#database = database;
    this.#end = end;
    this.#mishaps = new Mishaps(end);
  }

  /** Play orders from the first of them until the end. */
  async run(orders: readonly DemoOrder[]): Promise<void> {
    const end = this.#end;
    const [first] = orders;
    if (first === undefined) {
      return;
    }
    const cast = await readCast(this.#database);
    const people = { cast, fates: decideFates(orders, end), end };
    await setDeskTimes(this.#database, cast.operations, first.placedAt);
    const looks = looksBetween(first.placedAt, new Date(end.getTime() - LAST_LOOK_MS));
    const waiting = [...orders];
    for (const [at, moment] of looks.entries()) {
      await this.#place(waiting, moment, people);
      await this.#receive(moment);
      await this.#tellScans(moment);
      await this.#work(moment, looks.length - at);
      if (at % LOOKS_A_DAY === LOOKS_A_DAY - 1) {
        await playDesk(this.#database, cast.operations, moment);
      }
    }
    await this.#place(waiting, end, people);
    await this.#tellScans(end);
    await sweepPromises(ctxAt(this.#database, worker, end), demoId("sweep", "end"), {});
  }

  /** Orders that came in until this moment leave `waiting`. */
  async #place(waiting: DemoOrder[], until: Date, people: People): Promise<void> {
    for (let [order] = waiting; order && order.placedAt <= until; [order] = waiting) {
      const placed = await placeInPast(this.#database, people.cast, order);
      await followUp(this.#database, people, order, placed);
      waiting.shift();
    }
  }

  /** What a node does between two looks. */
  async #work(moment: Date, looksLeft: number): Promise<void> {
    const ctx = ctxAt(this.#database, worker, moment);
    await releaseDue(ctx, demoId("release", moment.toISOString()), { ordersMax: 1_000 });
    for (const work of await readWork(this.#database)) {
      if (work.name === this.#left) {
        continue;
      }
      const stage = this.#stageOf(work, moment, looksLeft);
      const shipmentId = await workUntil(this.#database, work, stage, moment);
      if (shipmentId !== null) {
        const parcels = await readParcels(this.#database, shipmentId);
        this.#scans.push(...parcels.flatMap((parcel) => scansOf(parcel, this.#mishaps.of(parcel))));
      }
    }
  }

  /** As usual; but one is left half packed hours before the end, and one waits for its labels. */
  #stageOf(work: Work, moment: Date, looksLeft: number): Stage {
    const usual = stageAt(work, moment, looksLeft === 1, this.#end);
    const units = work.lines.reduce((sum, line) => sum + line.units, 0);
    const mayBegin = !work.isSupplier && units > 1 && usual === "accepted";
    if (mayBegin && looksLeft <= PART_PACKED_LOOKS && looksLeft > 1 && this.#left === null) {
      this.#left = work.name;
      return "part_packed";
    }
    const mayPack = !work.isSupplier && work.state !== "packed" && looksLeft === 1;
    if (mayPack && !this.#hasPacked) {
      this.#hasPacked = true;
      return "packed";
    }
    return usual;
  }

  async #tellScans(until: Date): Promise<void> {
    const due = this.#scans.filter((scan) => scan.at <= until);
    this.#scans = this.#scans.filter((scan) => scan.at > until);
    due.sort(
      (a, b) => a.at.getTime() - b.at.getTime() || (a.trackingNumber < b.trackingNumber ? -1 : 1),
    );
    for (const scan of due) {
      await record(this.#database, scan);
    }
  }

  /** Deliveries whose day has come are booked in, but for the late ones. */
  async #receive(moment: Date): Promise<void> {
    const rows = await this.#database.sql<{ id: string; name: string; open: number }[]>`
      select i.id, i.reference || ' ' || s.code as name, i.quantity - i.received as open
      from inbound_supply i join sku s on s.id = i.sku_id
      where i.status = 'open' and i.eta < ${moment.toISOString().slice(0, 10)}::date
      order by i.eta, i.reference, s.code`;
    for (const { id, name, open } of rows) {
      if (name === LATE_DELIVERY || pickBelow(LATE_ONE_IN, "late", name) === 0) {
        continue;
      }
      const ctx = ctxAt(this.#database, systemActor("Receiving"), moment);
      await receiveSupply(ctx, demoId("receive", name), { inboundSupplyId: id, quantity: open });
    }
  }
}

/** Every fourth hour of the day from the first moment on, and the last moment. */
function looksBetween(begin: Date, end: Date): Date[] {
  const looks: Date[] = [];
  const first = Math.ceil(begin.getTime() / LOOK_EVERY_MS) * LOOK_EVERY_MS;
  for (let at = first; at < end.getTime() - HOUR_MS; at += LOOK_EVERY_MS) {
    looks.push(new Date(at));
  }
  return [...looks, end];
}
