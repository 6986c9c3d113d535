"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { formatQuantity } from "@/components/format";
import {
  type Arrival,
  emptyGrid,
  type GridAction,
  type GridState,
  needsLookup,
  needsQuote,
  reduceGrid,
  snapshotOf,
} from "./grid-state";
import { type PastedRow, parsePaste, splitPrefix } from "./parse";
import type { EntryGridProps, EntryProduct, GridSnapshot, PasteReport } from "./types";

/** Changes within this time are asked about together. */
const QUOTE_DELAY_MS = 150;
const DEFAULT_MAX_LINES = 2000;

export type Services = Pick<
  EntryGridProps,
  "resolveSku" | "resolveMany" | "quote" | "quoteKey" | "onChange" | "initial" | "maxLines"
>;

export type GridControl = {
  state: GridState;
  /** The newest state, for callbacks that were made before it. */
  current: { readonly current: GridState };
  dispatch: (action: GridAction) => GridState;
  /** Looks the line's text up, exactly; again only when asked. True when it is a product. */
  commitCode: (id: string, effort?: "once" | "again") => Promise<boolean>;
  /** Looks codes up and takes them in; with a report for pastes, without for scans. */
  bring: (rows: readonly PastedRow[], report: boolean) => Promise<PasteReport>;
  paste: (text: string) => Promise<PasteReport>;
  settle: () => Promise<GridSnapshot>;
};

/** Reads the newest props from callbacks that must keep their identity. */
function useLatest<T>(value: T): { readonly current: T } {
  const ref = useRef(value);
  useEffect(() => {
    ref.current = value;
  });
  return ref;
}

/** The reducer with its newest state at hand: callbacks after an await must not see an old one. */
function useReducedGrid(): [GridState, { readonly current: GridState }, GridControl["dispatch"]] {
  const [state, setState] = useState<GridState>(() => emptyGrid("first"));
  const ref = useRef(state);
  const dispatch = useCallback((action: GridAction) => {
    ref.current = reduceGrid(ref.current, action, () => crypto.randomUUID());
    setState(ref.current);
    return ref.current;
  }, []);
  return [state, ref, dispatch];
}

/** One debounced call for every line that changed; lines already asked for in this version are left out. */
function useQuotes(
  state: GridState,
  current: { readonly current: GridState },
  services: { readonly current: Services },
  dispatch: GridControl["dispatch"],
): void {
  const asked = useRef(new Map<string, number>());
  useEffect(() => {
    const open = state.lines.filter(
      (line) => needsQuote(line) && asked.current.get(line.id) !== line.version,
    );
    if (open.length === 0 || state.quoteFailed) {
      return;
    }
    const ask = async () => {
      const requests = current.current.lines.flatMap((line) => {
        const { product, quantity, version } = line;
        const due = needsQuote(line) && asked.current.get(line.id) !== version;
        return due && product && quantity !== null
          ? [{ lineId: line.id, version, skuId: product.skuId, quantity }]
          : [];
      });
      for (const request of requests) {
        asked.current.set(request.lineId, request.version);
      }
      try {
        const results = await services.current.quote(requests);
        dispatch({ type: "quoted", results });
      } catch {
        asked.current.clear();
        dispatch({ type: "quote_failed" });
      }
    };
    const timer = setTimeout(() => void ask(), QUOTE_DELAY_MS);
    return () => clearTimeout(timer);
  }, [state, current, services, dispatch]);
}

async function resolveAll(
  services: Services,
  codes: readonly string[],
): Promise<readonly (EntryProduct | null)[]> {
  return services.resolveMany
    ? services.resolveMany(codes)
    : Promise.all(codes.map((code) => services.resolveSku(code)));
}

/** Lookups, quotes, pastes and their settling, around the pure state. */
export function useGridState(given: Services): GridControl {
  const services = useLatest(given);
  const [state, current, dispatch] = useReducedGrid();
  useQuotes(state, current, services, dispatch);

  const commitCode = useCallback(
    async (id: string, effort: "once" | "again" = "again") => {
      const line = current.current.lines.find((one) => one.id === id);
      const tried = line?.lookup === "unknown" || line?.lookup === "failed";
      if (
        !line ||
        (tried && effort === "once") ||
        line.product ||
        line.text.trim() === "" ||
        line.lookup === "pending"
      ) {
        return Boolean(line?.product);
      }
      const { code, quantityText } = splitPrefix(line.text);
      if (quantityText !== null) {
        dispatch({ type: "type_quantity", id, text: quantityText });
      }
      dispatch({ type: "look_up", id, text: code });
      try {
        const product = await services.current.resolveSku(code);
        dispatch({ type: "looked_up", id, text: code, product });
        return product !== null;
      } catch {
        dispatch({ type: "lookup_failed", id, text: code });
        return false;
      }
    },
    [current, services, dispatch],
  );

  const bring = useBring(current, services, dispatch);
  const paste = useCallback((text: string) => bring(parsePaste(text), true), [bring]);
  const settle = useSettle(state, current, commitCode);
  useOutside(state, given, dispatch, bring);
  return useMemo(
    () => ({ state, current, dispatch, commitCode, bring, paste, settle }),
    [state, current, dispatch, commitCode, bring, paste, settle],
  );
}

function useBring(
  current: { readonly current: GridState },
  services: { readonly current: Services },
  dispatch: GridControl["dispatch"],
): GridControl["bring"] {
  return useCallback(
    async (rows, report) => {
      const read = rows.length;
      const refuse = (message: string): PasteReport => {
        dispatch({ type: "refuse", read, message });
        return { read, added: 0, merged: 0, unknown: 0, refused: message };
      };
      const limit = services.current.maxLines ?? DEFAULT_MAX_LINES;
      const count = current.current.lines.length - 1 + read;
      if (count > limit) {
        return refuse(
          `${formatQuantity(count)} lines are more than the ${formatQuantity(limit)} that one order can hold. Nothing was added.`,
        );
      }
      try {
        const codes = rows.map((row) => row.code);
        const products = await resolveAll(services.current, codes);
        const arrivals: Arrival[] = rows.map((row, at) => ({
          ...row,
          id: crypto.randomUUID(),
          product: products[at] ?? null,
        }));
        const next = dispatch({ type: "arrive", arrivals, report });
        const unknown = products.filter((product) => product === null).length;
        return (report && next.report) || { read, added: read - unknown, merged: 0, unknown };
      } catch {
        return refuse("The lookup did not answer. Nothing was added; paste again.");
      }
    },
    [current, services, dispatch],
  );
}

/** Resolves with the snapshot in which nothing is being looked up or quoted any more. */
function useSettle(
  state: GridState,
  current: { readonly current: GridState },
  commitCode: (id: string) => Promise<boolean>,
): GridControl["settle"] {
  const waiting = useRef<((snapshot: GridSnapshot) => void)[]>([]);
  useEffect(() => {
    const snapshot = snapshotOf(state);
    if (snapshot.settled) {
      const resolves = waiting.current;
      waiting.current = [];
      for (const resolve of resolves) {
        resolve(snapshot);
      }
    }
  }, [state]);
  return useCallback(async () => {
    await Promise.all(current.current.lines.filter(needsLookup).map((line) => commitCode(line.id)));
    const now = snapshotOf(current.current);
    return now.settled
      ? now
      : new Promise<GridSnapshot>((resolve) => waiting.current.push(resolve));
  }, [current, commitCode]);
}

/** What comes from around the grid: the first lines, a changed ship-to, and who is told of changes. */
function useOutside(
  state: GridState,
  services: Services,
  dispatch: GridControl["dispatch"],
  bring: GridControl["bring"],
): void {
  const { quoteKey, initial, onChange } = services;
  const lastKey = useRef(quoteKey);
  useEffect(() => {
    if (lastKey.current !== quoteKey) {
      lastKey.current = quoteKey;
      dispatch({ type: "requote" });
    }
  }, [quoteKey, dispatch]);
  const started = useRef(false);
  useEffect(() => {
    if (!started.current && initial?.length) {
      started.current = true;
      const rows = initial.map((row) => ({
        code: row.code,
        quantityText: row.quantityText,
        note: row.note ?? "",
        insteadOf: row.insteadOf ?? null,
      }));
      void bring(rows, false);
    }
  }, [initial, bring]);
  const told = useLatest(onChange);
  useEffect(() => {
    told.current?.(snapshotOf(state));
  }, [state, told]);
}
