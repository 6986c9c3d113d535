"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { EntryGridHandle, GridSnapshot } from "@/components/entry-grid/types";
import type { Audience } from "@/components/status";
import type { OrderDraftContent } from "@/server/oms/orders/schema";
import type { DraftSaver, DraftState, KeptDraft } from "./draft-saver";
import { draftLines, type Quote, seenTerms } from "./mapping";
import { keptInBrowser, newestOf, useDraft } from "./use-draft";
import { type OrderEntry, useOrderEntry } from "./use-order-entry";

export type WrittenDraft = {
  draftId: string;
  version: number;
  content: OrderDraftContent;
};

/** Everything of an order but its lines. */
export type OrderHeader = Omit<OrderDraftContent, "lines" | "seen">;

export type WrittenOrderOptions = {
  draft: WrittenDraft;
  /** Staff write for a company; buyers for their own. */
  companyId: string | null;
  channelCode: "portal" | "phone";
  today: string;
  audience: Audience;
};

export type WrittenOrder = {
  header: OrderHeader;
  change: (part: Partial<OrderHeader>) => void;
  grid: React.RefObject<EntryGridHandle | null>;
  /** The lines to start the grid with; undefined until it is known where they come from. */
  initial: OrderDraftContent["lines"] | undefined;
  services: OrderEntry["services"];
  snapshot: GridSnapshot | null;
  quote: Quote | null;
  requote: () => void;
  saver: DraftSaver;
  saving: DraftState;
  /** The stored lines are in the grid: more may be brought, and changes are saved. */
  isReady: boolean;
  /** The draft became an order or was thrown away since this page was rendered. */
  isOver: boolean;
  /** What this browser kept beside a draft that was saved elsewhere meanwhile. */
  leftBehind: KeptDraft | null;
  dropLeftBehind: () => void;
  /** The draft as it stands now, with the prices and dates that were seen. */
  content: () => OrderDraftContent;
};

const headerOf = ({ lines: _, seen: __, ...header }: OrderDraftContent): OrderHeader => header;

/** Where the lines come from: the server, or this browser when it knows better. */
function useStart(draft: WrittenDraft) {
  const [start, setStart] = useState<OrderDraftContent | null>(null);
  const [leftBehind, setLeftBehind] = useState<KeptDraft | null>(null);
  const [isOver, setIsOver] = useState(false);
  const [rendered] = useState(draft);
  useEffect(() => {
    const first = newestOf(rendered);
    if (first === null) {
      setIsOver(true);
      return;
    }
    const kept = keptInBrowser(first.draftId);
    const isNewer = kept !== null && kept.version === first.version;
    setStart(isNewer ? kept.content : first.content);
    if (kept !== null && !isNewer && kept.content.lines.length > 0) {
      setLeftBehind(kept);
    }
  }, [rendered]);
  return { start, isOver, leftBehind, dropLeftBehind: () => setLeftBehind(null) };
}

/**
 * An order while it is written: its lines in the grid, its header beside it, both saved as they
 * change, priced and promised as they are typed.
 */
export function useWrittenOrder(options: WrittenOrderOptions): WrittenOrder {
  const { draft, companyId, channelCode, today, audience } = options;
  const { start, isOver, leftBehind, dropLeftBehind } = useStart(draft);
  const [header, setHeader] = useState(() => headerOf(draft.content));
  const grid = useRef<EntryGridHandle | null>(null);
  const { saver, state: saving } = useDraft({
    draftId: draft.draftId,
    companyId,
    channelCode,
    version: draft.version,
  });
  const { services, snapshot, quote, requote } = useOrderEntry({
    ...header,
    companyId,
    channelCode,
    draftId: draft.draftId,
    today,
    audience,
  });
  useEffect(() => {
    if (start !== null) {
      setHeader(headerOf(start));
    }
  }, [start]);

  const [sawLines, setSawLines] = useState(false);
  const hasLines = (snapshot?.lines.length ?? 0) > 0;
  useEffect(() => {
    if (hasLines) {
      setSawLines(true);
    }
  }, [hasLines]);
  const isReady = start !== null && (start.lines.length === 0 || sawLines);

  const latest = useRef({ header, snapshot, quote });
  useEffect(() => {
    latest.current = { header, snapshot, quote };
  });
  const content = useCallback((): OrderDraftContent => {
    const now = latest.current;
    return {
      ...now.header,
      lines: now.snapshot ? draftLines(now.snapshot) : [],
      seen: now.quote ? seenTerms(now.quote) : [],
    };
  }, []);

  const lines = snapshot ? JSON.stringify(draftLines(snapshot)) : "[]";
  const written = useMemo(() => JSON.stringify({ header, lines }), [header, lines]);
  const saved = useRef<string | null>(null);
  useEffect(() => {
    if (!isReady) {
      return;
    }
    if (saved.current !== null && saved.current !== written) {
      saver.keep(content());
    }
    saved.current = written;
  }, [isReady, written, saver, content]);

  const change = useCallback(
    (part: Partial<OrderHeader>) => setHeader((before) => ({ ...before, ...part })),
    [],
  );
  return {
    header,
    change,
    grid,
    initial: start?.lines,
    services,
    snapshot,
    quote,
    requote,
    saver,
    saving,
    isReady,
    isOver,
    leftBehind,
    dropLeftBehind,
    content,
  };
}
