import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Arrival,
  emptyGrid,
  type GridAction,
  type GridState,
  isBlank,
  lineFault,
  reduceGrid,
  snapshotOf,
} from "@/components/entry-grid/grid-state";
import type { EntryProduct, LineQuote } from "@/components/entry-grid/types";

function product(code: string): EntryProduct {
  return {
    skuId: `id-${code}`,
    code,
    name: `Product ${code}`,
    baseUnit: "ea",
    units: [
      { code: "EA", label: "each", factor: 1 },
      { code: "CS", label: "case", factor: 12 },
    ],
    packMultiple: 1,
    minimum: 1,
  };
}

const QUOTE: LineQuote = {
  currency: "USD",
  unitPriceE4: 100_000,
  lineTotalMinor: 12_000,
  availableNow: 12,
  later: [],
};

function grid() {
  let count = 0;
  const nextId = () => {
    count += 1;
    return `line-${count}`;
  };
  let state: GridState = emptyGrid("line-0");
  return {
    do: (...actions: GridAction[]) => {
      for (const action of actions) {
        state = reduceGrid(state, action, nextId);
      }
      return state;
    },
    line: (at: number) => {
      const line = state.lines[at];
      if (!line) {
        throw new Error(`no line ${at}`);
      }
      return line;
    },
    get state() {
      return state;
    },
  };
}

function arrival(code: string, quantityText: string, known = true): Arrival {
  return {
    id: `p-${code}-${quantityText}`,
    code,
    quantityText,
    note: "",
    product: known ? product(code) : null,
  };
}

describe("typing a line", () => {
  it("finds the product, takes its least quantity, and opens a blank line below", () => {
    const g = grid();
    g.do(
      { type: "type_code", id: "line-0", text: "abc-100" },
      { type: "look_up", id: "line-0", text: "abc-100" },
      { type: "looked_up", id: "line-0", text: "abc-100", product: product("ABC-100") },
    );
    expect(g.line(0)).toMatchObject({
      text: "ABC-100",
      quantity: 1,
      quantityText: "1",
      lookup: "idle",
    });
    expect(g.state.lines).toHaveLength(2);
    expect(isBlank(g.line(1))).toBe(true);
  });
  it("ignores a lookup's answer when the number was changed meanwhile", () => {
    const g = grid();
    g.do(
      { type: "type_code", id: "line-0", text: "ABC-1" },
      { type: "look_up", id: "line-0", text: "ABC-1" },
      { type: "type_code", id: "line-0", text: "ABC-100" },
      { type: "looked_up", id: "line-0", text: "ABC-1", product: product("ABC-1") },
    );
    expect(g.line(0).product).toBeNull();
  });
  it("reads a quantity in the product's units, also when it was typed first", () => {
    const g = grid();
    g.do(
      { type: "type_quantity", id: "line-0", text: "2 case" },
      { type: "type_code", id: "line-0", text: "ABC-100" },
      { type: "look_up", id: "line-0", text: "ABC-100" },
      { type: "looked_up", id: "line-0", text: "ABC-100", product: product("ABC-100") },
    );
    expect(g.line(0).quantity).toBe(24);
  });
});

describe("quotes", () => {
  it("never let a late answer overwrite newer input", () => {
    const g = grid();
    g.do({ type: "arrive", arrivals: [arrival("ABC-100", "12")], report: false });
    const asked = g.line(0);
    g.do({ type: "type_quantity", id: asked.id, text: "13" });
    g.do({ type: "quoted", results: [{ lineId: asked.id, version: asked.version, quote: QUOTE }] });
    expect(g.line(0).quote).toBeNull();
    expect(snapshotOf(g.state).settled).toBe(false);
    const now = g.line(0);
    g.do({ type: "quoted", results: [{ lineId: now.id, version: now.version, quote: QUOTE }] });
    expect(snapshotOf(g.state)).toMatchObject({
      settled: true,
      totalMinor: 12_000,
      currency: "USD",
    });
  });
  it("asks all lines again when what they depend on changed", () => {
    const g = grid();
    g.do({ type: "arrive", arrivals: [arrival("ABC-100", "12")], report: false });
    const line = g.line(0);
    g.do({ type: "quoted", results: [{ lineId: line.id, version: line.version, quote: QUOTE }] });
    g.do({ type: "requote" });
    expect(snapshotOf(g.state).settled).toBe(false);
  });
});

describe("pasting", () => {
  it("counts every line it read: added, merged, unknown", () => {
    const g = grid();
    g.do({ type: "arrive", arrivals: [arrival("A-1", "5")], report: false });
    g.do({
      type: "arrive",
      report: true,
      arrivals: [
        arrival("A-1", "7"),
        arrival("B-2", "1"),
        arrival("B-2", "2"),
        arrival("X-9", "3", false),
      ],
    });
    expect(g.state.report).toMatchObject({ read: 4, added: 1, merged: 2, unknown: 1 });
    expect(g.state.lines.map((line) => line.quantity)).toEqual([12, 3, null, null]);
    expect(lineFault(g.line(2))).toBe("No product has the number “X-9”");
    g.do({ type: "replace_merged" });
    expect(g.line(0).quantity).toBe(7);
  });
  it("keeps a line with a quantity that means nothing, and says so", () => {
    const g = grid();
    g.do({ type: "arrive", arrivals: [arrival("A-1", "1.5")], report: true });
    expect(g.state.report).toMatchObject({ read: 1, added: 1 });
    expect(lineFault(g.line(0))).toBe("1.5 is not a whole number of units");
  });
  it("keeps counts and quantities whole for any list", () => {
    const row = fc.tuple(
      fc.constantFrom("A", "B", "C", "D"),
      fc.integer({ min: 1, max: 99 }),
      fc.boolean(),
    );
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const g = grid();
        const arrivals = rows.map(([code, quantity, known], at) => ({
          ...arrival(known ? code : `?${at}`, String(quantity), known),
          id: `p${at}`,
        }));
        g.do({ type: "arrive", arrivals, report: true });
        const report = g.state.report;
        expect((report?.added ?? 0) + (report?.merged ?? 0) + (report?.unknown ?? 0)).toBe(
          rows.length,
        );
        const asked = rows.reduce((sum, [, quantity, known]) => sum + (known ? quantity : 0), 0);
        expect(g.state.lines.reduce((sum, line) => sum + (line.quantity ?? 0), 0)).toBe(asked);
      }),
    );
  });
});

describe("arranging", () => {
  it("removes and brings back, moves and fills down", () => {
    const g = grid();
    g.do({ type: "arrive", arrivals: [arrival("A-1", "5"), arrival("B-2", "9")], report: false });
    const [first, second] = [g.line(0), g.line(1)];
    g.do({ type: "remove", id: first.id });
    expect(g.state.lines.map((line) => line.text)).toEqual(["B-2", ""]);
    g.do({ type: "undo_remove" }, { type: "move", id: second.id, by: -1 });
    expect(g.state.lines.map((line) => line.text)).toEqual(["B-2", "A-1", ""]);
    g.do({ type: "fill_down", id: first.id, column: "quantity" });
    expect(g.line(1).quantity).toBe(9);
  });
});

describe("another product instead of what is short", () => {
  const offer = (quantity: number, insteadOf: number) => ({
    product: product("OTHER"),
    quantity,
    insteadOf,
    terms: "can leave today instead, same price",
  });
  const typed = (quantity: string) => {
    const it = grid();
    it.do(
      { type: "type_code", id: "line-0", text: "A-1" },
      { type: "look_up", id: "line-0", text: "A-1" },
      { type: "looked_up", id: "line-0", text: "A-1", product: product("A-1") },
      { type: "type_quantity", id: "line-0", text: quantity },
    );
    return it;
  };

  it("takes what cannot ship onto a line of its own, and leaves the rest", () => {
    const it = typed("40");
    it.do({ type: "take_offer", id: "line-0", offer: offer(60, 30), newId: "new" });
    expect(it.state.lines.slice(0, 2)).toMatchObject([
      { id: "line-0", text: "A-1", quantity: 10, insteadOf: null },
      { id: "new", text: "OTHER", quantity: 60, insteadOf: "A-1" },
    ]);
  });

  it("takes the line itself when all of it is short; another code begins anew", () => {
    const it = typed("40");
    it.do({ type: "take_offer", id: "line-0", offer: offer(40, 40), newId: "new" });
    expect(it.line(0)).toMatchObject({ id: "line-0", text: "OTHER", insteadOf: "A-1" });
    it.do({ type: "type_code", id: "line-0", text: "B-2" });
    expect(it.line(0)).toMatchObject({ insteadOf: null });
  });

  it("is not merged with lines that were asked for", () => {
    const it = typed("4");
    const arrival = { code: "OTHER", quantityText: "2", note: "", product: product("OTHER") };
    it.do({
      type: "arrive",
      report: false,
      arrivals: [
        { ...arrival, id: "a", insteadOf: "A-1" },
        { ...arrival, id: "b" },
      ],
    });
    expect(it.state.lines.map(({ insteadOf }) => insteadOf)).toEqual([null, "A-1", null, null]);
  });
});
