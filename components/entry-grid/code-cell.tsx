"use client";

import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { cn } from "@/components/ui/cn";
import { boxClass } from "./cell";
import { splitPrefix } from "./parse";
import type { EntryGridProps, EntryLine, EntryProduct, EntrySuggestion } from "./types";

export type CodeCellProps = {
  line: EntryLine;
  label: string;
  faulty: boolean;
  suggest: EntryGridProps["suggest"];
  onEnter: () => void;
  onText: (text: string) => void;
  onChoose: (product: EntryProduct) => void;
  onLeave: () => void;
  inputRef: (element: HTMLInputElement | null) => void;
};

/** Likely products for what is typed, after a short pause; none once the product is known. */
function useSuggestions(line: EntryLine, suggest: EntryGridProps["suggest"], awake: boolean) {
  const [list, setList] = useState<readonly EntrySuggestion[]>([]);
  const query = line.product ? "" : splitPrefix(line.text).code;
  useEffect(() => {
    if (query.length < 2 || !awake) {
      setList([]);
      return;
    }
    const controller = new AbortController();
    const timer = setTimeout(() => {
      suggest(query, controller.signal).then(
        (found) => controller.signal.aborted || setList(found),
        () => controller.signal.aborted || setList([]),
      );
    }, 120);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [query, suggest, awake]);
  return list;
}

type SuggestionListProps = {
  id: string;
  list: readonly EntrySuggestion[];
  active: number;
  onChoose: (product: EntryProduct) => void;
};

function SuggestionList({ id, list, active, onChoose }: SuggestionListProps) {
  const box = useRef<HTMLDivElement>(null);
  // On the lowest line there is no room for it before the page moves.
  useEffect(() => {
    box.current?.scrollIntoView({ block: "nearest" });
  }, []);
  useEffect(() => {
    document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [id, active]);
  return (
    <div
      ref={box}
      id={id}
      role="listbox"
      aria-label="Products"
      className="absolute top-full left-0 z-30 mt-1 max-h-80 w-[min(32rem,80vw)] overflow-y-auto rounded-md border border-line-strong bg-surface p-1 shadow-layer"
    >
      {list.map(({ product, detail }, at) => (
        <div
          key={product.skuId}
          id={`${id}-${at}`}
          role="option"
          tabIndex={-1}
          aria-selected={at === active}
          // The input keeps the focus; a press chooses before it can be lost.
          onPointerDown={(event) => {
            event.preventDefault();
            onChoose(product);
          }}
          className={cn(
            "flex min-h-8 cursor-pointer items-center gap-3 rounded-[3px] px-2 hover:bg-hover",
            at === active && "bg-selected",
          )}
        >
          <span className="ident w-32 shrink-0 truncate font-medium">{product.code}</span>
          <span className="min-w-0 flex-1 truncate">
            {product.name}
            {product.alias ? <span className="text-muted"> · your {product.alias}</span> : null}
          </span>
          {detail ? <span className="figures shrink-0 text-xs text-muted">{detail}</span> : null}
        </div>
      ))}
    </div>
  );
}

/**
 * The number of a product, or words. Suggestions are only ever chosen by hand (arrows and Enter, or
 * a press): Enter without a choice goes to the exact lookup.
 */
export function CodeCell(props: CodeCellProps) {
  const { line, label, faulty, suggest, onEnter, onText, onChoose, onLeave, inputRef } = props;
  const listId = useId();
  const [open, setOpen] = useState(true);
  const [active, setActive] = useState(-1);
  const list = useSuggestions(line, suggest, open);
  const shown = open && list.length > 0;
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const chosen = list[active];
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
    if (!shown || !plain || event.nativeEvent.isComposing) {
      return;
    }
    const act: Record<string, (() => void) | undefined> = {
      ArrowDown: () => setActive((active + 1) % list.length),
      ArrowUp: active >= 0 ? () => setActive(active - 1) : undefined,
      Escape: () => setOpen(false),
      Enter: chosen ? () => onChoose(chosen.product) : undefined,
      Tab: chosen ? () => onChoose(chosen.product) : undefined,
    };
    const run = act[event.key];
    if (run) {
      event.preventDefault();
      event.stopPropagation();
      run();
    }
  };
  return (
    <div className="relative">
      <input
        ref={inputRef}
        role="combobox"
        aria-label={label}
        aria-expanded={shown}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={shown && active >= 0 ? `${listId}-${active}` : undefined}
        aria-invalid={faulty || undefined}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        placeholder="Number or words"
        value={line.text}
        onChange={(event) => {
          onText(event.currentTarget.value);
          setOpen(true);
          setActive(-1);
        }}
        onFocus={(event) => {
          event.currentTarget.select();
          onEnter();
        }}
        onBlur={onLeave}
        onKeyDown={onKeyDown}
        className={boxClass(true, faulty, line.text ? "ident" : "")}
      />
      {shown ? (
        <SuggestionList id={listId} list={list} active={active} onChoose={onChoose} />
      ) : null}
    </div>
  );
}
