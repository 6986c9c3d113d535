"use client";

import { useCallback, useRef, useState } from "react";
import { type ApiRefusal, refusalOf } from "@/components/api-fault";
import { useApiClient } from "@/components/api-provider";
import type { OrderDraftContent } from "@/server/oms/orders/schema";
import { type MovedTerm, movedTerms, type Quote, seenTerms } from "./mapping";
import { askedOf, orderableLines, placeInputOf, sortFaults, termsOfDraft } from "./place-order";

export type PlacingState = {
  isPending: boolean;
  /** Prices or dates that are not what was last shown; placing waits until they were seen. */
  moved: readonly MovedTerm[];
  /** What is wrong, by header field. */
  fields: Readonly<Record<string, string>>;
  /** What is wrong with lines, and with the whole. */
  sentences: readonly string[];
  /** The draft became this order before, in another window or by an answer that was lost. */
  placedBefore: string | null;
};

const CALM: PlacingState = {
  isPending: false,
  moved: [],
  fields: {},
  sentences: [],
  placedBefore: null,
};

export type PlaceRequest = {
  draftId: string;
  companyId: string | null;
  channelCode: "portal" | "phone";
  content: OrderDraftContent;
  /** The prices and dates that the person has before them. */
  shown: Quote;
  confirmsDuplicatePo: boolean;
};

/**
 * Placing a draft. It asks for prices and dates once more and stops to show what moved; the draft's
 * id is the key of the intent, so that pressing twice or losing the answer makes one order.
 *
 * @param onPlaced told the number of the order
 * @param onMoved told what prices and dates are now
 */
export function usePlaceOrder(
  onPlaced: (number: string) => void,
  onMoved: (quote: Quote) => void,
): PlacingState & { place: (request: PlaceRequest) => Promise<void> } {
  const client = useApiClient();
  const [state, setState] = useState<PlacingState>(CALM);
  const isRunning = useRef(false);

  const attempt = useCallback(
    async ({ draftId, companyId, channelCode, content, shown, ...rest }: PlaceRequest) => {
      const customer = companyId ? { companyId } : {};
      const fresh = await client.orders.quote.query({
        ...customer,
        channelCode,
        ...termsOfDraft(content),
        lines: orderableLines(content).map((line, at) => ({ key: `${at}`, ...askedOf(line) })),
      });
      const moved = movedTerms(seenTerms(shown), fresh);
      if (moved.length > 0) {
        onMoved(fresh);
        setState({ ...CALM, moved });
        return;
      }
      const placed = await client.orders.place.mutate({
        idempotencyKey: draftId,
        input: { ...customer, channelCode, ...placeInputOf(content, rest.confirmsDuplicatePo) },
      });
      onPlaced(placed.number);
    },
    [client, onPlaced, onMoved],
  );

  const place = useCallback(
    async (request: PlaceRequest) => {
      if (isRunning.current) {
        return;
      }
      isRunning.current = true;
      setState({ ...CALM, isPending: true });
      try {
        await attempt(request);
      } catch (error) {
        const refusal = refusalOf(error);
        const placedBefore =
          refusal.code === "KEY_REUSED"
            ? await client.orders.findDraft
                .query({ draftId: request.draftId })
                .then((draft) => draft.placedOrderNumber)
                .catch(() => null)
            : null;
        setState(refused(refusal, request.content, placedBefore));
      } finally {
        isRunning.current = false;
      }
    },
    [attempt, client],
  );
  return { ...state, place };
}

function refused(
  refusal: ApiRefusal,
  content: OrderDraftContent,
  placedBefore: string | null,
): PlacingState {
  const { fields, lines, other } = sortFaults(refusal.faults, orderableLines(content));
  const found = [...lines, ...other];
  const isSaid = found.length > 0 || Object.keys(fields).length > 0 || placedBefore !== null;
  return { ...CALM, fields, placedBefore, sentences: isSaid ? found : [refusal.message] };
}
