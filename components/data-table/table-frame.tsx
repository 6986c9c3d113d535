"use client";

import { useRouter } from "next/navigation";
import {
  createContext,
  type MouseEvent,
  type ReactNode,
  type TransitionStartFunction,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useTransition,
} from "react";
import { useHotkeys } from "@/components/ui/hotkeys";

export type TableSelection = {
  /** Keys of the chosen rows on this page. */
  ids: readonly string[];
  /** All rows that match, beyond this page: act on the query, not on the ids. */
  allMatching: boolean;
  toggle: (id: string) => void;
  togglePage: () => void;
  selectAllMatching: () => void;
  clear: () => void;
};

type Frame = {
  selection: TableSelection;
  pageIds: readonly string[];
  start: TransitionStartFunction;
};

const Context = createContext<Frame | null>(null);

export function useTableFrame(): Frame {
  const frame = useContext(Context);
  if (!frame) {
    throw new Error("This part of a table stands outside of a DataTable");
  }
  return frame;
}

/** The chosen rows, for buttons in the `bulk` slot. */
export function useTableSelection(): TableSelection {
  return useTableFrame().selection;
}

function useSelection(pageIds: readonly string[]): TableSelection {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [allMatching, setAll] = useState(false);
  const page = pageIds.join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is another selection.
  useEffect(() => {
    setChosen([]);
    setAll(false);
  }, [page]);
  return useMemo(() => {
    const change = (ids: readonly string[]) => {
      setChosen(ids);
      setAll(false);
    };
    return {
      ids: chosen,
      allMatching,
      toggle: (id) =>
        change(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]),
      togglePage: () => change(chosen.length === pageIds.length ? [] : pageIds),
      selectAllMatching: () => {
        setChosen(pageIds);
        setAll(true);
      },
      clear: () => change([]),
    };
  }, [chosen, allMatching, pageIds]);
}

const INTERACTIVE = "a, button, input, select, textarea, label, summary, [tabindex='0']";

function rowsOf(frame: HTMLElement | null): HTMLTableRowElement[] {
  return [...(frame?.querySelectorAll<HTMLTableRowElement>("tr[data-row]") ?? [])];
}

export type TableFrameProps = {
  pageIds: readonly string[];
  /** Where Escape leads when nothing is chosen: the list without its filters. */
  clearHref: string | null;
  selectable: boolean;
  children: ReactNode;
};

/**
 * The live part around a table that the server rendered: row keys (J K ↑ ↓ Enter X Space), clicks on
 * rows, the selection, and dimming while the next rows are on their way. Without script the table
 * still sorts, filters and pages by its links.
 */
export function TableFrame({ pageIds, clearHref, selectable, children }: TableFrameProps) {
  const router = useRouter();
  const ref = useRef<HTMLDivElement>(null);
  const [pending, start] = useTransition();
  const selection = useSelection(pageIds);

  const step = (by: number) => {
    const rows = rowsOf(ref.current);
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  const stepBack = () => {
    if (selection.ids.length > 0) {
      selection.clear();
      return true;
    }
    if (clearHref) {
      start(() => router.replace(clearHref, { scroll: false }));
      return true;
    }
    return false;
  };
  /** Runs on the row that has the focus; lets the key go on when none has. */
  const onRow = (act: (row: HTMLTableRowElement) => unknown) => () => {
    const row = document.activeElement;
    const ours = row instanceof HTMLTableRowElement && ref.current?.contains(row);
    return ours ? act(row) : false;
  };
  const go = (href: string | undefined) => (href ? router.push(href) : false);
  const group = "List";
  useHotkeys([
    { keys: "j", label: "Next row", group, repeats: true, run: () => step(1) },
    { keys: "k", label: "Previous row", group, repeats: true, run: () => step(-1) },
    { keys: "arrowdown", label: "Next row", group, repeats: true, run: onRow(() => step(1)) },
    { keys: "arrowup", label: "Previous row", group, repeats: true, run: onRow(() => step(-1)) },
    { keys: "enter", label: "Open the row", group, run: onRow((row) => go(row.dataset.href)) },
    { keys: "space", label: "Look into the row", group, run: onRow((row) => go(row.dataset.peek)) },
    ...(selectable
      ? [
          {
            keys: "x",
            label: "Select the row",
            group,
            run: onRow((row) => selection.toggle(row.dataset.row ?? "")),
          },
        ]
      : []),
    { keys: "escape", label: "Clear selection, then filters", group, run: stepBack },
  ]);
  const onClick = (event: MouseEvent) => {
    const target = event.target instanceof HTMLElement ? event.target : null;
    const href = target?.closest<HTMLElement>("tr[data-href]")?.dataset.href;
    const selecting = getSelection()?.toString();
    if (href && !target?.closest(INTERACTIVE) && !selecting) {
      router.push(href);
    }
  };
  const frame = useMemo(() => ({ selection, pageIds, start }), [selection, pageIds]);
  return (
    <Context value={frame}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: rows are reached by their links; this only adds shortcuts. */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Enter on a row is bound above. */}
      <div
        ref={ref}
        onClick={onClick}
        data-pending={pending || undefined}
        className="group/frame relative"
      >
        {children}
      </div>
    </Context>
  );
}
