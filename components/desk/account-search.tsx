"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useApi } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { Callout } from "@/components/ui/callout";
import { cn } from "@/components/ui/cn";
import { Ident } from "@/components/ui/figures";
import { useHotkeys } from "@/components/ui/hotkeys";
import { controlClass } from "@/components/ui/input";
import { type Account, useStartDraft } from "./use-start-draft";

const ASK_DELAY_MS = 120;

const WORDS = {
  code: "account",
  name: "name",
  phone: "phone",
  contact: "contact",
  order: "order",
  po: "PO",
  city: "city",
} as const;

/** Accounts that a text may mean, asked as it is typed. */
function useHits(text: string) {
  const api = useApi();
  const [asked, setAsked] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), ASK_DELAY_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const { data, isError } = useQuery({
    ...api.customers.search.queryOptions({ text: asked }),
    enabled: asked !== "",
    placeholderData: keepPreviousData,
  });
  return {
    hits: asked === "" ? [] : (data?.items ?? []),
    hasMore: data?.hasMore ?? false,
    isCurrent: asked === text.trim() && data !== undefined,
    isError,
  };
}

/** The field's keys: arrows choose, Enter begins the order, Escape clears. */
function useSearchKeys(search: ReturnType<typeof useHits>, start: (account: Account) => void) {
  const { hits, isCurrent } = search;
  const [at, setAt] = useState(0);
  const wantsFirst = useRef(false);
  const active = hits[Math.min(at, hits.length - 1)];
  // Enter pressed before the answer came waits for it: it never picks from an older list.
  useEffect(() => {
    const first = hits[0];
    if (wantsFirst.current && isCurrent && first) {
      wantsFirst.current = false;
      start(first);
    }
  }, [hits, isCurrent, start]);
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const by = event.key === "ArrowDown" ? 1 : -1;
      setAt(Math.max(0, Math.min(hits.length - 1, at + by)));
    } else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      if (isCurrent && active) {
        start(active);
      } else {
        wantsFirst.current = event.currentTarget.value.trim() !== "";
      }
    }
  };
  const reset = () => {
    setAt(0);
    wantsFirst.current = false;
  };
  return { active, onKey, reset };
}

/** Who is calling: by name, code, phone, contact, order or PO. Enter begins their order. */
export function AccountSearch() {
  const id = useId();
  const [text, setText] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const search = useHits(text);
  const { hits, isCurrent } = search;
  const { start, starting, refusal } = useStartDraft();
  const { active, onKey, reset } = useSearchKeys(search, start);
  useHotkeys([
    {
      keys: "/",
      label: "Find the account",
      group: "Desk",
      run: () => {
        input.current?.focus();
        input.current?.select();
      },
    },
  ]);
  return (
    <search className="block">
      <label htmlFor={`${id}-input`} className="mb-1 block text-sm font-medium">
        Who is calling?
      </label>
      <span className="relative block">
        <Search
          aria-hidden="true"
          className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 stroke-[1.5] text-muted"
        />
        <input
          ref={input}
          id={`${id}-input`}
          role="combobox"
          aria-expanded={hits.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={active ? `${id}-${active.companyId}` : undefined}
          // biome-ignore lint/a11y/noAutofocus: the desk's first key goes here; nothing precedes it.
          autoFocus
          autoComplete="off"
          spellCheck={false}
          placeholder="Name, account, phone, contact, order or PO"
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            reset();
          }}
          onKeyDown={onKey}
          className={controlClass("public", "pl-9")}
        />
      </span>
      <ul
        id={`${id}-list`}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the listbox of the combobox above.
        role="listbox"
        aria-label="Accounts"
        className={cn(
          "mt-2 overflow-hidden rounded-md border border-line bg-surface empty:hidden",
          !isCurrent && "opacity-60",
        )}
      >
        {hits.map((hit) => (
          <Hit
            key={hit.companyId}
            id={`${id}-${hit.companyId}`}
            hit={hit}
            isActive={hit === active}
            isStarting={starting === hit.companyId}
            onChoose={() => start(hit)}
          />
        ))}
      </ul>
      <SearchWord search={search} text={text.trim()} refusal={refusal} />
    </search>
  );
}

/** What there is to say about an answer beside its rows. */
function SearchWord({
  search,
  text,
  refusal,
}: {
  search: ReturnType<typeof useHits>;
  text: string;
  refusal: string | null;
}) {
  const { hits, hasMore, isCurrent, isError } = search;
  if (refusal || isError) {
    return (
      <div role="alert" className="mt-2">
        <Callout
          tone="error"
          title={refusal ?? "The search did not answer; type on to try again"}
        />
      </div>
    );
  }
  const words =
    text === "" || !isCurrent
      ? ""
      : hits.length === 0
        ? `No account has “${text}” in its name or numbers.`
        : hasMore
          ? "There are more: type on to narrow it down."
          : "";
  return (
    <p role="status" className="mt-1 text-xs text-muted">
      {words}
      {isCurrent && hits.length > 0 ? (
        <span className="sr-only">{formatCount(hits.length, "account")} found</span>
      ) : null}
    </p>
  );
}

type HitProps = {
  id: string;
  hit: Account & {
    city: string | null;
    region: string | null;
    phone: string;
    status: string;
    matchedBy: keyof typeof WORDS;
    matched: string;
  };
  isActive: boolean;
  isStarting: boolean;
  onChoose: () => void;
};

function Hit({ id, hit, isActive, isStarting, onChoose }: HitProps) {
  const isNamed = hit.matchedBy === "name" || hit.matchedBy === "code";
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are on the combobox that owns this option.
    <li
      id={id}
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: an option of the listbox.
      role="option"
      aria-selected={isActive}
      aria-busy={isStarting || undefined}
      tabIndex={-1}
      onClick={onChoose}
      className={cn(
        "grid cursor-pointer grid-cols-[minmax(0,2fr)_8rem_minmax(0,1fr)_9rem] items-baseline gap-x-4 border-t border-line px-3 py-2 first:border-t-0 hover:bg-hover max-md:grid-cols-[minmax(0,1fr)_auto]",
        isActive && "bg-selected shadow-[inset_2px_0_0_var(--accent)]",
      )}
    >
      <span className="min-w-0 truncate font-medium">
        {hit.name}
        {hit.status === "blocked" ? (
          <span className="ml-2 text-xs text-critical-fg">blocked</span>
        ) : null}
        {isNamed ? null : (
          <span className="ml-2 text-xs font-normal text-muted">
            {WORDS[hit.matchedBy]} {hit.matched}
          </span>
        )}
      </span>
      <Ident>{hit.code}</Ident>
      <span className="truncate text-muted">
        {[hit.city, hit.region].filter(Boolean).join(" ")}
      </span>
      <span className="figures text-muted">{hit.phone}</span>
    </li>
  );
}
