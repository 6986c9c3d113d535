"use client";

import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { isBareStroke, isSingleCharacter, strokeOf } from "./hotkey-match";
import { rememberPreference } from "./preferences";

export type Hotkey = {
  /** "k", "shift+x", "mod+enter", "g o", "?". */
  keys: string;
  /** For the shortcut sheet. */
  label: string;
  group?: string;
  /** Acts again while the key is held: moving, never changing. */
  repeats?: boolean;
  /** Return false to let the press go on to others (an Escape that had nothing to close). */
  run: (event: KeyboardEvent) => unknown;
};

type Registry = {
  add: (list: { current: readonly Hotkey[] }) => () => void;
  listed: () => Hotkey[];
  singleKeys: boolean;
  setSingleKeys: (on: boolean) => void;
};

const Context = createContext<Registry | null>(null);

const TYPING =
  "input, textarea, select, [contenteditable]:not([contenteditable='false']), [role='textbox'], [role='combobox']";
const NOT_TYPED_INTO = new Set(["checkbox", "radio", "button", "submit", "range", "file"]);

/** Is someone typing there? Then no bare key may do anything else. */
export function isTypingTarget(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) {
    return false;
  }
  const field = target.closest(TYPING);
  return field instanceof HTMLInputElement ? !NOT_TYPED_INTO.has(field.type) : field !== null;
}

const SEQUENCE_MS = 1200;

/** The last registered binding is asked first: the top layer wins over the page, the page over the shell. */
function dispatch(
  event: KeyboardEvent,
  pressed: string,
  lists: readonly { current: readonly Hotkey[] }[],
  allowSingle: boolean,
): boolean {
  for (const list of lists.toReversed()) {
    for (const hotkey of list.current) {
      const fits =
        hotkey.keys === pressed &&
        (!event.repeat || hotkey.repeats) &&
        (allowSingle || !isSingleCharacter(hotkey.keys));
      if (fits && hotkey.run(event) !== false) {
        event.preventDefault();
        return true;
      }
    }
  }
  return false;
}

/** One listener for the whole app; screens add their bindings with useHotkeys. */
export function HotkeyProvider({ children }: { children: ReactNode }) {
  const lists = useRef<{ current: readonly Hotkey[] }[]>([]);
  const [singleKeys, setSingle] = useState(true);
  useEffect(() => setSingle(!document.cookie.includes("keys=off")), []);

  useEffect(() => {
    let prefix = "";
    let since = 0;
    const onKeyDown = (event: KeyboardEvent) => {
      const stroke = strokeOf(event);
      if (event.defaultPrevented || event.isComposing || event.key === "Shift") {
        return;
      }
      if (isBareStroke(stroke) && isTypingTarget(event.target)) {
        prefix = "";
        return;
      }
      const waiting = prefix !== "" && event.timeStamp - since < SEQUENCE_MS ? `${prefix} ` : "";
      prefix = "";
      if (waiting && dispatch(event, waiting + stroke, lists.current, singleKeys)) {
        return;
      }
      if (dispatch(event, stroke, lists.current, singleKeys)) {
        return;
      }
      const opens = lists.current.some((list) =>
        list.current.some((hotkey) => hotkey.keys.startsWith(`${stroke} `)),
      );
      if (opens) {
        prefix = stroke;
        since = event.timeStamp;
      }
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [singleKeys]);

  const add = useCallback((list: { current: readonly Hotkey[] }) => {
    lists.current = [...lists.current, list];
    return () => {
      lists.current = lists.current.filter((known) => known !== list);
    };
  }, []);
  const registry = useMemo<Registry>(
    () => ({
      add,
      listed: () => lists.current.flatMap((list) => list.current),
      singleKeys,
      setSingleKeys: (on) => {
        setSingle(on);
        rememberPreference("keys", on ? "on" : "off");
      },
    }),
    [add, singleKeys],
  );
  return <Context value={registry}>{children}</Context>;
}

/** Binds keys while the component is on the screen. Single letters never fire while someone types. */
export function useHotkeys(hotkeys: readonly Hotkey[]): void {
  const registry = useContext(Context);
  const list = useRef(hotkeys);
  useEffect(() => {
    list.current = hotkeys;
  });
  const add = registry?.add;
  useEffect(() => add?.(list), [add]);
}

/** For the shortcut sheet: everything bound on this screen now, and the switch for single keys. */
export function useHotkeyRegistry(): Registry {
  const registry = useContext(Context);
  if (!registry) {
    throw new Error("useHotkeyRegistry stands outside of HotkeyProvider");
  }
  return registry;
}
