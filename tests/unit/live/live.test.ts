import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { concerns } from "@/components/live/concerns";
import { Pacer } from "@/components/live/pacer";
import { Recent } from "@/server/oms/kernel/recent";
import { systemActor } from "@/server/shell/actor";
import { mayKnow } from "@/server/shell/live";
import { chunksOf, type Notice, type Notification } from "@/server/shell/outbox";

const event = (type: string, orderId: string | null = null) => ({
  type,
  subjectKind: "thing",
  subjectId: "s1",
  orderId,
});
const batch = (...events: ReturnType<typeof event>[]) => ({ isGap: false, events });

describe("what concerns a screen", () => {
  it("is everything when it names nothing, and nothing when nothing happened", () => {
    expect(concerns(batch(event("stock.received")), {})).toBe(true);
    expect(concerns(batch(), {})).toBe(false);
  });
  it("is its own order", () => {
    expect(concerns(batch(event("shipment.shipped", "o1")), { orderId: "o1" })).toBe(true);
    expect(concerns(batch(event("shipment.shipped", "o2")), { orderId: "o1" })).toBe(false);
  });
  it("is its topics, whole words only", () => {
    expect(concerns(batch(event("shipment.shipped")), { topics: ["shipment"] })).toBe(true);
    expect(concerns(batch(event("shipment_plan.made")), { topics: ["shipment"] })).toBe(false);
    expect(concerns(batch(event("sales_order.placed")), { topics: ["sales_order.placed"] })).toBe(
      true,
    );
  });
  it("is whatever was missed", () => {
    expect(concerns({ isGap: true, events: [] }, { orderId: "o1", topics: ["x"] })).toBe(true);
  });
});

describe("the pace of refreshing", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("gathers, keeps its distance, and never starves under a stream of events", () => {
    const act = vi.fn();
    const pacer = new Pacer(
      act,
      () => false,
      () => Date.now(),
    );
    const callsIn = (seconds: number) => {
      const before = act.mock.calls.length;
      for (let ms = 0; ms < seconds * 1_000; ms += 100) {
        pacer.ask();
        vi.advanceTimersByTime(100);
      }
      return act.mock.calls.length - before;
    };
    expect(callsIn(10)).toBeLessThanOrEqual(9);
    const later = callsIn(20);
    expect(later).toBeGreaterThanOrEqual(9);
    expect(later).toBeLessThanOrEqual(11);
  });
  it("shows a change, a second and a third one within half a second each", () => {
    const act = vi.fn();
    const pacer = new Pacer(
      act,
      () => false,
      () => Date.now(),
    );
    for (const [calls, gapMs] of [
      [1, 50],
      [2, 310],
      [3, 310],
    ] as const) {
      pacer.ask();
      vi.advanceTimersByTime(gapMs);
      expect(act).toHaveBeenCalledTimes(calls);
    }
  });
  it("lets a hidden tab catch up once", () => {
    const act = vi.fn();
    let isHidden = true;
    const pacer = new Pacer(
      act,
      () => isHidden,
      () => Date.now(),
    );
    pacer.ask();
    pacer.ask();
    vi.advanceTimersByTime(60_000);
    expect(act).not.toHaveBeenCalled();
    isHidden = false;
    pacer.shown();
    vi.advanceTimersByTime(60_000);
    expect(act).toHaveBeenCalledTimes(1);
  });
});

describe("what happened lately", () => {
  it("is told whole from a moment on, or not at all", () => {
    const recent = new Recent<string>(1_000, 10_000, 3);
    expect(recent.since(999)).toBeNull();
    expect(recent.since(1_000)).toEqual([]);
    recent.add("a", 1_500);
    recent.add("b", 2_000);
    expect(recent.since(1_000)).toEqual(["a", "b"]);
    expect(recent.since(1_501)).toEqual(["b"]);
    expect(recent.since(9_000)).toEqual([]);
  });
  it("forgets what is long ago, what is too many, and all when it may have missed something", () => {
    const recent = new Recent<string>(0, 10_000, 3);
    for (const [at, item] of ["a", "b", "c", "d"].entries()) {
      recent.add(item, at * 100);
    }
    expect(recent.since(0)).toBeNull();
    expect(recent.since(1)).toEqual(["b", "c", "d"]);
    recent.add("e", 10_250);
    expect(recent.since(249)).toBeNull();
    expect(recent.since(250)).toEqual(["d", "e"]);
    recent.restart(20_000);
    expect(recent.since(19_999)).toBeNull();
    expect(recent.since(20_000)).toEqual([]);
  });
});

describe("who may know", () => {
  const notice = (over: Partial<Notice>): Notice => ({
    id: 1,
    type: "sales_order.placed",
    subjectKind: "sales_order",
    subjectId: "o1",
    orderId: "o1",
    companyId: "c1",
    nodeId: null,
    ...over,
  });
  const buyer = { ...systemActor("test"), companyId: "c1" };
  const picker = { ...systemActor("test"), nodeIds: ["n1"] };

  it("a buyer: their own orders, and not how the work is done", () => {
    expect(mayKnow(buyer, notice({}))).toBe(true);
    expect(mayKnow(buyer, notice({ companyId: "c2" }))).toBe(false);
    expect(mayKnow(buyer, notice({ companyId: null }))).toBe(false);
    expect(mayKnow(buyer, notice({ type: "exception.opened" }))).toBe(false);
    expect(mayKnow(buyer, notice({ type: "hold.set" }))).toBe(false);
  });
  it("a buyer: that what can be sold moved", () => {
    expect(mayKnow(buyer, notice({ type: "stock.adjusted", companyId: null }))).toBe(true);
    expect(mayKnow(buyer, notice({ type: "availability_rule.saved", companyId: null }))).toBe(true);
  });
  it("the warehouse: its own nodes", () => {
    expect(mayKnow(picker, notice({ nodeId: "n1" }))).toBe(true);
    expect(mayKnow(picker, notice({ nodeId: "n2" }))).toBe(false);
    expect(mayKnow(picker, notice({}))).toBe(false);
  });
  it("staff: everything", () => {
    expect(mayKnow(systemActor("test"), notice({ companyId: null }))).toBe(true);
  });
  it("notices travel whole, in order, however many there are", () => {
    const notices = Array.from({ length: 500 }, (_, at) =>
      notice({ id: at, type: "ä".repeat(at % 9) }),
    );
    const chunks = chunksOf(notices);
    expect(chunks.every((chunk) => Buffer.byteLength(chunk) <= 7_900)).toBe(true);
    const told = chunks.map((chunk): Notification => JSON.parse(chunk));
    expect(told.flatMap((notification) => notification.notices)).toEqual(notices);
    expect(told.filter(({ isLast }) => isLast)).toEqual(told.slice(-1));
    expect(chunksOf([])).toEqual([]);
  });
});
