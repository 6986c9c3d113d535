"use client";

import { useEffect, useMemo, useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { DraftSaver, type DraftState, type KeptDraft } from "./draft-saver";

export type DraftIdentity = {
  draftId: string;
  companyId: string | null;
  channelCode: "portal" | "phone";
  /** As the page was rendered; 0 for a draft that was never saved. */
  version: number;
};

/**
 * What this window saved last, by draft; null once it is over. A page that comes back from the
 * router's memory was rendered before, and must not take an old version for the newest.
 */
const savedHere = new Map<string, KeptDraft | null>();

/** The newest that is known of a draft here; null when it became an order or was thrown away. */
export function newestOf<Draft extends KeptDraft & { draftId: string }>(
  draft: Draft,
): Draft | null {
  const saved = savedHere.get(draft.draftId);
  if (saved === null) {
    return null;
  }
  return saved !== undefined && saved.version > draft.version ? { ...draft, ...saved } : draft;
}

const storageKey = (draftId: string) => `ordinate.draft.${draftId}`;

/** What this browser kept of a draft because the server could not be reached; null when nothing. */
export function keptInBrowser(draftId: string): KeptDraft | null {
  try {
    const text = window.localStorage.getItem(storageKey(draftId));
    const kept = text === null ? null : (JSON.parse(text) as KeptDraft);
    // One that was kept before addresses could be typed names none.
    return kept && { ...kept, content: Object.assign({ shipTo: null }, kept.content) };
  } catch {
    return null;
  }
}

function keepInBrowser(draftId: string, kept: KeptDraft | null): void {
  try {
    if (kept === null) {
      window.localStorage.removeItem(storageKey(draftId));
    } else {
      window.localStorage.setItem(storageKey(draftId), JSON.stringify(kept));
    }
  } catch {
    // A browser that may not store anything still types and saves; only its safety net is missing.
  }
}

/** The saver of one draft, alive as long as its screen, and how it stands with saving. */
export function useDraft(identity: DraftIdentity): { saver: DraftSaver; state: DraftState } {
  const client = useApiClient();
  const [state, setState] = useState<DraftState>({ kind: "idle" });
  const { draftId, companyId, channelCode, version } = identity;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the saver counts versions on by itself.
  const saver = useMemo(() => {
    const named = { draftId, channelCode, ...(companyId ? { companyId } : {}) };
    return new DraftSaver(
      {
        save: (kept) =>
          client.orders.saveDraft.mutate({
            idempotencyKey: crypto.randomUUID(),
            input: { ...named, ...kept },
          }),
        saved: (kept) => void savedHere.set(draftId, kept),
        over: () => void savedHere.set(draftId, null),
        storedVersion: async () => (await client.orders.findDraft.query({ draftId })).version,
        remember: (kept) => keepInBrowser(draftId, kept),
        tell: setState,
      },
      Math.max(version, savedHere.get(draftId)?.version ?? 0),
    );
  }, [client, draftId, companyId, channelCode]);
  // Whoever leaves the page within the delay has typed it all the same.
  useEffect(() => {
    const leave = () => void saver.flush();
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      void saver.flush();
    };
  }, [saver]);
  return { saver, state };
}
