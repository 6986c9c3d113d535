"use client";

import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog as Radix } from "radix-ui";
import { type KeyboardEvent, useEffect, useId, useMemo, useState } from "react";
import { cn } from "@/components/ui/cn";
import { Kbd } from "@/components/ui/kbd";

export type PaletteItem = {
  id: string;
  /** "Orders", "SKUs", "Go to". */
  group: string;
  label: string;
  /** An identifier shown first in mono: SO-104233. */
  ident?: string | undefined;
  detail?: string | undefined;
  href: string;
  keys?: string | undefined;
};

export type PaletteSearch = (query: string, signal: AbortSignal) => Promise<readonly PaletteItem[]>;

export type CommandPaletteProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Always there: the screens and what can be created. */
  items: readonly PaletteItem[];
  /** Orders, POs, SKUs, customers, tracking numbers: whatever was pasted. */
  search?: PaletteSearch | undefined;
};

type Found = { query: string; items: readonly PaletteItem[]; failed: boolean };

const NOTHING: Found = { query: "", items: [], failed: false };

/** The last answer stays until the next is here; an answer to an older question is dropped. */
function useSearch(query: string, search: PaletteSearch | undefined): Found {
  const [found, setFound] = useState(NOTHING);
  useEffect(() => {
    if (!search || query === "") {
      setFound(NOTHING);
      return;
    }
    const controller = new AbortController();
    const timer = setTimeout(() => {
      search(query, controller.signal).then(
        (items) => controller.signal.aborted || setFound({ query, items, failed: false }),
        () => controller.signal.aborted || setFound({ query, items: [], failed: true }),
      );
    }, 120);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [query, search]);
  return found;
}

function matches(item: PaletteItem, query: string): boolean {
  const words = query.toLowerCase().split(/\s+/);
  const text = `${item.label} ${item.group}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

type OptionProps = {
  id: string;
  item: PaletteItem;
  active: boolean;
  onPick: () => void;
  onHover: () => void;
};

function Option({ id, item, active, onPick, onHover }: OptionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the combobox that owns the list.
    <div
      role="option"
      id={id}
      tabIndex={-1}
      aria-selected={active}
      onClick={onPick}
      onPointerMove={onHover}
      className={cn(
        "flex min-h-9 cursor-pointer items-center gap-3 rounded-sm px-3",
        active && "bg-selected",
      )}
    >
      {item.ident ? <span className="ident font-medium">{item.ident}</span> : null}
      <span className="min-w-0 truncate">{item.label}</span>
      {item.detail ? <span className="min-w-0 truncate text-muted">{item.detail}</span> : null}
      {item.keys ? <Kbd keys={item.keys} className="ml-auto" /> : null}
    </div>
  );
}

function statusText(query: string, found: Found, count: number, searching: boolean): string {
  if (found.failed) {
    return "The search did not answer. The screens below still work.";
  }
  if (searching) {
    return "Searching…";
  }
  return count === 0 && query ? `Nothing found for “${query}”` : "";
}

function Palette({ onOpenChange, items, search }: CommandPaletteProps) {
  const router = useRouter();
  const listId = useId();
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const query = text.trim();
  const found = useSearch(query, search);
  const shown = useMemo(
    () => [...found.items, ...items.filter((item) => query === "" || matches(item, query))],
    [found, items, query],
  );
  const index = Math.min(active, shown.length - 1);
  const searching = Boolean(search) && query !== "" && found.query !== query;
  const pick = (item: PaletteItem | undefined) => {
    if (item) {
      onOpenChange(false);
      router.push(item.href);
    }
  };
  const move = (by: number) => {
    const next = (index + by + shown.length) % Math.max(1, shown.length);
    setActive(next);
    document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const act: Record<string, (() => void) | undefined> = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      Enter: () => pick(shown[index]),
    };
    const run = event.nativeEvent.isComposing ? undefined : act[event.key];
    if (run) {
      event.preventDefault();
      run();
    }
  };
  const status = statusText(query, found, shown.length, searching);
  return (
    <>
      <div className="flex h-12 items-center gap-3 border-b border-line px-4">
        <Search aria-hidden="true" className="size-4 shrink-0 stroke-[1.5] text-muted" />
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={shown[index] ? `${listId}-${index}` : undefined}
          aria-label="Find or go to"
          placeholder="Order, PO, SKU, customer, tracking number, or a screen"
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
          className="h-full min-w-0 flex-1 bg-transparent text-md outline-none"
        />
        <Kbd keys="escape" />
      </div>
      <div
        id={listId}
        role="listbox"
        aria-label="Results"
        className="max-h-[50vh] overflow-y-auto p-1.5"
      >
        {shown.map((item, at) => (
          <div key={`${item.group} ${item.id}`}>
            {item.group === shown[at - 1]?.group ? null : (
              <div aria-hidden="true" className="px-3 pt-2 pb-1 text-2xs text-muted">
                {item.group}
              </div>
            )}
            <Option
              id={`${listId}-${at}`}
              item={item}
              active={at === index}
              onPick={() => pick(item)}
              onHover={() => setActive(at)}
            />
          </div>
        ))}
      </div>
      <p role="status" className={cn("px-4 text-muted", status && "pb-3")}>
        {status}
      </p>
    </>
  );
}

/** Ctrl K: go anywhere, find anything by any of its numbers. */
export function CommandPalette(props: CommandPaletteProps) {
  return (
    <Radix.Root open={props.open} onOpenChange={props.onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed top-[12vh] left-1/2 z-40 w-[min(40rem,calc(100vw-2rem))] -translate-x-1/2 overflow-hidden rounded-lg border border-line-strong bg-surface shadow-layer focus:outline-none"
        >
          <Radix.Title className="sr-only">Find or go to</Radix.Title>
          <Palette {...props} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
