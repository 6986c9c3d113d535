import { describe, expect, it } from "vitest";
import {
  countConditions,
  listHref,
  readListState,
  toggleFilter,
} from "@/components/data-table/list-state";
import { pagerSummary } from "@/components/data-table/table-pager";

const OPTIONS = { filters: ["status", "channel"], defaultSort: "-placed_at" };

describe("a list's address", () => {
  it("reads back what it wrote", async () => {
    const start = await readListState({}, OPTIONS);
    const href = listHref("/admin/orders", start, {
      view: "late",
      q: "SO-10 & co",
      filters: { status: ["allocated", "backordered"] },
      sort: { id: "value", desc: false },
      after: "cursor/+=",
      at: 50,
    });
    const params = Object.fromEntries(new URL(href, "http://localhost").searchParams);
    const state = await readListState(params, OPTIONS);
    expect(state).toMatchObject({
      view: "late",
      q: "SO-10 & co",
      filters: { status: ["allocated", "backordered"] },
      sort: { id: "value", desc: false },
      after: "cursor/+=",
      at: 50,
    });
    expect(listHref("/admin/orders", state, { after: state.after, at: 50 })).toBe(href);
  });
  it("leaves defaults out, and starts at the top when what is listed changes", async () => {
    const state = await readListState({ after: "x", at: "100", q: "hub" }, OPTIONS);
    expect(listHref("/l", state, { q: "" })).toBe("/l");
    expect(listHref("/l", state, {})).toBe("/l?q=hub");
  });
  it("ignores filters it does not know and takes defaults for broken values", async () => {
    const state = await readListState({ color: "red", at: "-5", status: "a,b" }, OPTIONS);
    expect(state.filters).toEqual({ status: ["a", "b"] });
    expect(state.at).toBe(0);
    expect(countConditions(state)).toBe(2);
  });
  it("switches one value of one filter", () => {
    expect(toggleFilter({}, "status", "a")).toEqual({ status: ["a"] });
    expect(toggleFilter({ status: ["a"], channel: ["x"] }, "status", "a")).toEqual({
      channel: ["x"],
    });
  });
});

describe("the pager's count", () => {
  const noun = ["order", "orders"] as const;
  it("is honest about what was and was not counted", async () => {
    const first = await readListState({}, OPTIONS);
    const second = await readListState({ at: "50", after: "x" }, OPTIONS);
    const page = { size: 50, total: 1284, next: "y" };
    expect(pagerSummary(first, page, 50, noun)).toBe("1–50 of 1,284 orders");
    expect(pagerSummary(second, { ...page, total: null }, 50, noun)).toBe("51–100 of 100+ orders");
    expect(pagerSummary(second, { ...page, total: null, next: null }, 7, noun)).toBe(
      "51–57 of 57 orders",
    );
    expect(pagerSummary(first, { ...page, total: 1, next: null }, 1, noun)).toBe("1–1 of 1 order");
    expect(pagerSummary(first, { ...page, total: 0, next: null }, 0, noun)).toBe("0 orders");
  });
});
