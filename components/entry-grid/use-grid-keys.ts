"use client";

import { type KeyboardEvent, useCallback, useLayoutEffect, useRef, useState } from "react";
import { type EntryColumn, type GridState, isBlank, offersOf } from "./grid-state";
import { looksLikeIdentifier, splitPrefix } from "./parse";
import type { EntryLine } from "./types";
import type { GridControl } from "./use-grid-state";

type Place = { id: string; column: EntryColumn };

/** Typed faster than people do: a scanner in a field meant for typing. */
const SCANNER_MS_PER_KEY = 30;
const SCANNER_LEAST_KEYS = 6;

/** Where the keyboard is, and the one input there. */
export function useActiveCell(state: GridState) {
  const [place, setPlace] = useState<Place | null>(null);
  const input = useRef<HTMLInputElement | null>(null);
  const wanted = useRef(false);
  const before = useRef<EntryLine | null>(null);
  const last = state.lines.at(-1);
  const active: Place =
    state.lines.some((line) => line.id === place?.id) && place
      ? place
      : { id: last?.id ?? "", column: "code" };
  const lines = useRef(state.lines);
  lines.current = state.lines;
  const wake = useCallback((id: string, column: EntryColumn) => {
    wanted.current = true;
    before.current = lines.current.find((line) => line.id === id) ?? null;
    setPlace({ id, column });
  }, []);
  /** The keyboard came to a cell that was awake already. */
  const enter = useCallback((id: string, column: EntryColumn) => {
    before.current = lines.current.find((line) => line.id === id) ?? null;
    setPlace({ id, column });
  }, []);
  const setInput = useCallback((element: HTMLInputElement | null) => {
    input.current = element;
  }, []);
  const line = state.lines.find((one) => one.id === active.id);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the cell that woke takes the focus, once.
  useLayoutEffect(() => {
    if (wanted.current) {
      wanted.current = false;
      input.current?.focus();
      input.current?.select();
    }
  }, [place]);
  // Answers make the lines above higher: what is being typed stays in sight. Where nothing moved,
  // whoever has scrolled away to read is left there.
  const top = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever a line may have grown.
  useLayoutEffect(() => {
    const field = input.current;
    if (field !== null && document.activeElement === field) {
      const now = Math.round(field.getBoundingClientRect().top + window.scrollY);
      now !== top.current && field.scrollIntoView({ block: "nearest" });
      top.current = now;
    }
  }, [state.lines]);
  // A quantity filled in by the lookup stays selected, so that the next key replaces it; one that
  // somebody has begun to type before the answer came does not.
  const typed = useRef("");
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the product arrives.
  useLayoutEffect(() => {
    if (active.column === "quantity" && document.activeElement === input.current && line?.product) {
      typed.current === "" && input.current?.select();
    }
  }, [line?.product]);
  useLayoutEffect(() => {
    typed.current = line?.quantityText ?? "";
  }, [line?.quantityText]);
  return { active, line, before, input, wake, enter, setInput };
}

export type ActiveCell = ReturnType<typeof useActiveCell>;

function useScannerGuess(offer: () => void) {
  const keys = useRef<number[]>([]);
  return (event: KeyboardEvent) => {
    if (event.key === "Enter") {
      const [first = 0, latest = 0] = [keys.current[0], keys.current.at(-1)];
      const count = keys.current.length;
      if (count >= SCANNER_LEAST_KEYS && (latest - first) / (count - 1) < SCANNER_MS_PER_KEY) {
        offer();
      }
      keys.current = [];
    } else if (event.key.length === 1) {
      keys.current.push(event.timeStamp);
    } else {
      keys.current = [];
    }
  };
}

/** Walking from cell to cell: code → quantity → the next line's code; Shift goes back. */
function useWalk(control: GridControl, cell: ActiveCell) {
  const { state, commitCode } = control;
  const { active, line, wake } = cell;
  const at = state.lines.findIndex((one) => one.id === active.id);
  const goTo = (index: number, column: EntryColumn) => {
    const target = state.lines[index];
    if (target) {
      wake(target.id, column);
    }
    return Boolean(target);
  };
  const forward = (): boolean => {
    if (!line || (active.column === "code" && isBlank(line))) {
      return false;
    }
    if (active.column !== "code") {
      return goTo(at + 1, "code");
    }
    const { code, quantityText } = splitPrefix(line.text);
    const found = commitCode(line.id);
    const go = () => (quantityText === null ? wake(line.id, "quantity") : goTo(at + 1, "code"));
    if (line.product || looksLikeIdentifier(code)) {
      go();
    } else {
      // Words go on only when they turn out to be exactly a product's number.
      void found.then((known) => known && document.activeElement === cell.input.current && go());
    }
    return true;
  };
  const back = (): boolean => {
    if (active.column !== "code") {
      return goTo(at, active.column === "note" ? "quantity" : "code");
    }
    return goTo(at - 1, "quantity");
  };
  return { forward, back, row: (by: number) => goTo(at + by, active.column) };
}

export type GridKeysOptions = {
  onSubmit: () => void;
  onScan: () => void;
  onScannerGuess: () => void;
  /** Tab on the line that waits; without it, Tab goes where the page says. */
  onLeave?: (() => true) | undefined;
};

/** The grid's keyboard: returns the handler for its root. */
export function useGridKeys(control: GridControl, cell: ActiveCell, options: GridKeysOptions) {
  const { state, dispatch } = control;
  const { active, line, before, input } = cell;
  const walk = useWalk(control, cell);
  const guess = useScannerGuess(options.onScannerGuess);
  const remove = () => {
    const at = state.lines.findIndex((one) => one.id === active.id);
    dispatch({ type: "remove", id: active.id });
    const next = state.lines[at + 1];
    next && cell.wake(next.id, active.column);
  };
  const why = () => {
    // On the waiting line it is about the one just typed.
    const row = input.current?.closest("[data-line]");
    const chipOf = (line: Element | null | undefined) =>
      line?.querySelector<HTMLElement>("[aria-haspopup='dialog']");
    const chip = chipOf(row) ?? chipOf(row?.previousElementSibling);
    // Closed, the layer gives the keyboard to its chip, which hands it back to the cell.
    chip?.addEventListener("focus", () => input.current?.focus(), { once: true });
    chip?.click();
  };
  const takeOffer = () => {
    // Of this line, else of the nearest above: on the waiting line it is about one typed before.
    const at = state.lines.findIndex((one) => one.id === active.id);
    const short = state.lines.slice(0, at + 1).findLast((one) => offersOf(one).length > 0);
    const [offer] = short ? offersOf(short) : [];
    return short && offer
      ? dispatch({ type: "take_offer", id: short.id, offer, newId: crypto.randomUUID() })
      : false;
  };
  const revert = () => {
    if (before.current && line && before.current.id === line.id && before.current !== line) {
      dispatch({ type: "restore", id: line.id, line: before.current });
    }
  };
  const caretToEnd = () => {
    const end = input.current?.value.length ?? 0;
    input.current?.setSelectionRange(end, end);
  };
  const bound: Record<string, () => unknown> = {
    enter: () => walk.forward() || true,
    tab: () => walk.forward() || (options.onLeave?.() ?? false),
    "shift+enter": () => walk.back() || true,
    "shift+tab": walk.back,
    arrowdown: () => walk.row(1),
    arrowup: () => walk.row(-1),
    "mod+delete": remove,
    "mod+backspace": remove,
    "mod+d": () => dispatch({ type: "fill_down", id: active.id, column: active.column }),
    "mod+b": options.onScan,
    "mod+enter": options.onSubmit,
    "mod+shift+arrowdown": () => dispatch({ type: "move", id: active.id, by: 1 }),
    "mod+shift+arrowup": () => dispatch({ type: "move", id: active.id, by: -1 }),
    "mod+z": () => (state.removed ? dispatch({ type: "undo_remove" }) : false),
    "alt+n": () => cell.wake(active.id, "note"),
    "alt+w": why,
    "alt+s": takeOffer,
    f2: caretToEnd,
    escape: revert,
  };
  return (event: KeyboardEvent, stroke: string) => {
    guess(event);
    const run = bound[stroke];
    if (run && !event.nativeEvent.isComposing && run() !== false) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
}
