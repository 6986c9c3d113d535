"use client";

import { Search, X } from "lucide-react";
import { debounce, parseAsInteger, parseAsString, useQueryStates } from "nuqs";
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { formatCount, formatQuantity } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { cn } from "@/components/ui/cn";
import { useHotkeys } from "@/components/ui/hotkeys";
import { controlClass } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { useTableFrame } from "./table-frame";

export type SearchBoxProps = {
  placeholder: string;
  value: string;
  action: string;
  /** What the address holds besides the search, for the form that works without script. */
  hidden: readonly (readonly [name: string, value: string])[];
};

/** Searches on the server while typing; "/" comes here. */
export function SearchBox({ placeholder, value, action, hidden }: SearchBoxProps) {
  const { start } = useTableFrame();
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const [, setQuery] = useQueryStates(
    { q: parseAsString, after: parseAsString, before: parseAsString, at: parseAsInteger },
    { shallow: false, history: "replace", startTransition: start },
  );
  const search = (text: string, now: boolean) =>
    void setQuery(
      { q: text.trim() || null, after: null, before: null, at: null },
      now ? {} : { limitUrlUpdates: debounce(250) },
    );
  useHotkeys([
    {
      keys: "/",
      label: "Search this list",
      group: "List",
      run: () => {
        input.current?.focus();
        input.current?.select();
      },
    },
  ]);
  // The address may change without this box: a cleared filter, the back button.
  useEffect(() => {
    if (input.current && document.activeElement !== input.current) {
      input.current.value = value;
    }
  }, [value]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    search(input.current?.value ?? "", true);
  };
  return (
    <search>
      <form action={action} onSubmit={submit} className="group relative">
        <label htmlFor={id} className="sr-only">
          {placeholder}
        </label>
        <Search
          aria-hidden="true"
          className="pointer-events-none absolute top-1/2 left-2 size-4 -translate-y-1/2 stroke-[1.5] text-muted"
        />
        <input
          ref={input}
          id={id}
          name="q"
          type="search"
          defaultValue={value}
          placeholder={placeholder}
          autoComplete="off"
          onChange={(event) => search(event.currentTarget.value, false)}
          onKeyDown={(event) => {
            if (event.key === "Escape") {
              event.preventDefault();
              event.currentTarget.blur();
            }
          }}
          className={controlClass(
            "staff",
            "w-72 max-w-full pr-8 pl-8 [&::-webkit-search-cancel-button]:hidden",
          )}
        />
        <Kbd
          keys="/"
          className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 group-focus-within:hidden"
        />
        {hidden.map(([name, text]) => (
          <input key={name} type="hidden" name={name} value={text} />
        ))}
      </form>
    </search>
  );
}

/** A row's checkbox. */
export function RowCheckbox({ id, label }: { id: string; label: string }) {
  const { selection } = useTableFrame();
  return (
    <Checkbox
      aria-label={label}
      checked={selection.ids.includes(id)}
      onChange={() => selection.toggle(id)}
      className="block"
    />
  );
}

/** The checkbox of the head: this page, all or nothing. */
export function PageCheckbox() {
  const { selection, pageIds } = useTableFrame();
  const some = selection.ids.length > 0;
  return (
    <Checkbox
      aria-label="Select all rows on this page"
      checked={some && selection.ids.length === pageIds.length}
      indeterminate={some && selection.ids.length < pageIds.length}
      onChange={selection.togglePage}
      className="block"
    />
  );
}

export type SelectionBarProps = {
  total: number | null;
  noun: readonly [string, string];
  children: ReactNode;
};

/** Lies over the table's head while rows are chosen; the same height, so nothing moves. */
export function SelectionBar({ total, noun, children }: SelectionBarProps) {
  const { selection } = useTableFrame();
  const count = selection.ids.length;
  const more = total !== null && count > 0 && total > count && !selection.allMatching;
  const words = selection.allMatching
    ? `All ${formatQuantity(total ?? count)} matching selected`
    : `${formatQuantity(count)} on this page selected`;
  return (
    <div
      inert={count === 0}
      className={cn(
        "absolute inset-x-0 top-0 z-20 flex h-9 items-center gap-3 overflow-x-auto rounded-t-md border-b border-line bg-selected px-3",
        count === 0 && "invisible",
      )}
    >
      <span role="status" className="figures whitespace-nowrap">
        {count > 0 ? words : ""}
      </span>
      {more ? (
        <button
          type="button"
          className="link whitespace-nowrap"
          onClick={selection.selectAllMatching}
        >
          Select all {formatCount(total, noun[0], noun[1])} matching
        </button>
      ) : null}
      <div className="ml-auto flex items-center gap-2">{children}</div>
      <Button
        variant="ghost"
        size="dense"
        square
        aria-label="Clear selection"
        keys="escape"
        onClick={selection.clear}
      >
        <X aria-hidden="true" />
      </Button>
    </div>
  );
}

/** A `<details>` that closes on Escape and on a click elsewhere. */
export function Dropdown({ summary, children }: { summary: ReactNode; children: ReactNode }) {
  const ref = useRef<HTMLDetailsElement>(null);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (!open) {
      return;
    }
    const close = (event: Event) => {
      const inside = event.target instanceof Node && ref.current?.contains(event.target);
      if (event instanceof KeyboardEvent ? event.key === "Escape" : !inside) {
        event instanceof KeyboardEvent && event.preventDefault();
        ref.current?.removeAttribute("open");
        inside && ref.current?.querySelector("summary")?.focus();
      }
    };
    document.addEventListener("pointerdown", close);
    document.addEventListener("keydown", close, true);
    return () => {
      document.removeEventListener("pointerdown", close);
      document.removeEventListener("keydown", close, true);
    };
  }, [open]);
  return (
    <details ref={ref} className="relative" onToggle={(event) => setOpen(event.currentTarget.open)}>
      {summary}
      <div className="absolute top-full left-0 z-30 mt-1 max-h-80 min-w-52 overflow-y-auto rounded-md border border-line-strong bg-surface p-1 shadow-layer">
        {children}
      </div>
    </details>
  );
}
