import { expect, test } from "vitest";
import type { ListState } from "@/components/data-table/list-state";
import { TableEmpty } from "@/components/data-table/table-empty";

const stateOf = (view: string): ListState => ({
  q: "",
  view,
  filters: {},
  sort: { id: "due", desc: false },
  after: null,
  at: 0,
  before: null,
  defaults: { view: "open", sort: "due" },
});

const titleOf = (view: string, emptyDone?: { title: string }): unknown => {
  const shown = TableEmpty({
    label: "Exceptions",
    noun: ["exception", "exceptions"],
    pathname: "/admin/exceptions",
    state: stateOf(view),
    columns: [],
    rows: [],
    rowKey: () => "",
    page: { size: 50, total: 0, next: null },
    emptyNever: { title: "Nothing yet", text: "" },
    ...(emptyDone ? { emptyDone } : {}),
    clearHref: null,
  });
  return shown.props.title;
};

test("that the queue is clear is said of the queue, not of a view beside it", () => {
  const emptyDone = { title: "Queue clear" };
  expect(titleOf("open", emptyDone)).toBe("Queue clear");
  expect(titleOf("mine", emptyDone)).toBe("No exceptions in this view");
  expect(titleOf("open")).toBe("Nothing yet");
  expect(titleOf("mine")).toBe("No exceptions in this view");
});
