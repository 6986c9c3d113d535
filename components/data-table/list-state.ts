import { createLoader, parseAsArrayOf, parseAsInteger, parseAsString } from "nuqs/server";

/**
 * Everything a list shows is in its address: view, search, filters, sort, place. Reading and writing
 * that address is here; nothing about a list is kept anywhere else.
 */
export type Sort = { id: string; desc: boolean };

export type ListState = {
  view: string;
  q: string;
  sort: Sort;
  /** Chosen values per filter; a filter without a choice is absent. */
  filters: Readonly<Record<string, readonly string[]>>;
  /** Keyset cursors: rows after, or before, this one. */
  after: string | null;
  before: string | null;
  /** How many rows stand before this page, for "51–100 of 1,284". */
  at: number;
  defaults: { view: string; sort: string };
};

export type ListStateOptions = {
  /** Ids of the filters the list knows; others in the address are ignored. */
  filters?: readonly string[];
  defaultView?: string;
  /** "-placed_at": newest first. */
  defaultSort: string;
};

type SearchParams = Record<string, string | string[] | undefined>;

export function parseSort(text: string): Sort {
  return text.startsWith("-") ? { id: text.slice(1), desc: true } : { id: text, desc: false };
}

export function sortText(sort: Sort): string {
  return sort.desc ? `-${sort.id}` : sort.id;
}

/** Reads a page's `searchParams`. Unknown parameters are ignored, broken ones take their default. */
export async function readListState(
  searchParams: Promise<SearchParams> | SearchParams,
  options: ListStateOptions,
): Promise<ListState> {
  const params = await searchParams;
  const defaults = { view: options.defaultView ?? "all", sort: options.defaultSort };
  const read = createLoader({
    view: parseAsString.withDefault(defaults.view),
    q: parseAsString.withDefault(""),
    sort: parseAsString.withDefault(defaults.sort),
    after: parseAsString,
    before: parseAsString,
    at: parseAsInteger.withDefault(0),
  })(params);
  const names = options.filters ?? [];
  const chosen = createLoader(
    Object.fromEntries(names.map((name) => [name, parseAsArrayOf(parseAsString)])),
  )(params);
  const filters: Record<string, string[]> = {};
  for (const name of names) {
    const values = chosen[name];
    if (values?.length) {
      filters[name] = values;
    }
  }
  return {
    view: read.view,
    q: read.q,
    sort: parseSort(read.sort),
    filters,
    after: read.after,
    before: read.before,
    at: Math.max(0, read.at),
    defaults,
  };
}

/** The address of the same list with something changed. A change of what is listed starts at its top. */
export function listHref(
  pathname: string,
  state: ListState,
  change: Partial<Omit<ListState, "defaults">>,
): string {
  const next = { ...state, after: null, before: null, at: 0, ...change };
  const params = new URLSearchParams();
  if (next.view !== state.defaults.view) {
    params.set("view", next.view);
  }
  if (next.q) {
    params.set("q", next.q);
  }
  for (const [name, values] of Object.entries(next.filters)) {
    if (values.length > 0) {
      params.set(name, values.join(","));
    }
  }
  if (sortText(next.sort) !== state.defaults.sort) {
    params.set("sort", sortText(next.sort));
  }
  if (next.after) {
    params.set("after", next.after);
  }
  if (next.before) {
    params.set("before", next.before);
  }
  if (next.at > 0) {
    params.set("at", String(next.at));
  }
  const text = params.toString();
  return text ? `${pathname}?${text}` : pathname;
}

/** The filters after a value of one of them was switched on or off. */
export function toggleFilter(
  filters: ListState["filters"],
  name: string,
  value: string,
): Record<string, readonly string[]> {
  const values = filters[name] ?? [];
  const next = values.includes(value) ? values.filter((one) => one !== value) : [...values, value];
  const { [name]: _dropped, ...rest } = filters;
  return next.length > 0 ? { ...rest, [name]: next } : rest;
}

/** How many conditions beyond the view narrow the list. */
export function countConditions(state: ListState): number {
  const values = Object.values(state.filters).reduce((sum, list) => sum + list.length, 0);
  return values + (state.q ? 1 : 0);
}
