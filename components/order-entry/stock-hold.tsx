"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { refusalOf } from "@/components/api-fault";
import { useApi, useApiClient } from "@/components/api-provider";
import { formatQuantity, formatTime } from "@/components/format";
import { useLive } from "@/components/live/use-live";
import { Button } from "@/components/ui/button";
import { Glyph } from "@/components/ui/glyph";
import { toast } from "@/components/ui/toast";
import { ownerOfDraft } from "./place-order";

export type StockHoldProps = {
  draftId: string;
  channelCode: "portal" | "phone";
  companyId: string | null;
  /** What would be ordered now, by SKU code. */
  lines: readonly { sku: string; quantity: number }[];
  zone: string;
  size: "staff" | "portal";
};

/** How long a hold lasts without any activity of its owner. */
const MINUTES = { portal: 15, phone: 30 } as const;

/** Typing is activity, but not every keystroke. */
const SETTLE_MS = 800;

/**
 * Keeps the stock of an order that is still being written from others. Once held, what is held
 * follows the lines, and every change of them begins the time anew.
 */
export function StockHold(props: StockHoldProps) {
  const { zone, size, lines } = props;
  const { held, short, isAsking, hold, release } = useStockHold(props);
  if (held === null || held.lines.length === 0) {
    return (
      <Button
        variant="ghost"
        size={size}
        pending={isAsking && "Holding…"}
        disabledReason={lines.length === 0 && "There is no line to hold stock for"}
        onClick={hold}
      >
        Hold stock for {MINUTES[props.channelCode]} minutes
      </Button>
    );
  }
  return (
    <p role="status" className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
      <Glyph
        name={held.expiresAt === null ? "failed" : "half"}
        tone={held.expiresAt === null ? "warning" : "progress"}
        className="size-2.5"
      />
      <span className="figures">{sentenceOf(held, short, zone)}</span>
      <Button
        variant="ghost"
        size="dense"
        pending={isAsking && "…"}
        onClick={held.expiresAt === null ? hold : release}
      >
        {held.expiresAt === null ? "Hold again" : "Release"}
      </Button>
    </p>
  );
}

type Held = {
  readonly expiresAt: Date | null;
  readonly lines: readonly {
    readonly sku: string;
    readonly quantity: number;
    readonly state: string;
    readonly expiresAt: Date;
  }[];
};

/** What could not be held in full when it was last asked for. */
type Short = { readonly sku: string; readonly asked: number; readonly held: number };

function sentenceOf(held: Held, short: readonly Short[], zone: string): string {
  if (held.expiresAt === null) {
    const [last] = held.lines.map(({ expiresAt }) => expiresAt).toSorted((a, b) => +b - +a);
    return `The hold ran out${last ? ` at ${formatTime(last, zone)}` : ""}`;
  }
  const until = `Held until ${formatTime(held.expiresAt, zone)}`;
  const parts = short.map(
    (line) => `${line.sku} ${formatQuantity(line.held)} of ${formatQuantity(line.asked)}`,
  );
  return parts.length === 0 ? until : `${until}, but for ${parts.join(", ")}`;
}

function useStockHold({ draftId, channelCode, companyId, lines }: StockHoldProps) {
  const api = useApi();
  const client = useApiClient();
  const cache = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const [short, setShort] = useState<readonly Short[]>([]);
  const owner = ownerOfDraft(channelCode, draftId);
  const company = companyId === null ? {} : { companyId };
  const options = api.inventory.findReservation.queryOptions({ owner, ...company });
  const { data, refetch } = useQuery(options);
  useLive({ topics: ["reservation"] }, () => void refetch());
  useLapse(data?.expiresAt ?? null, refetch);

  const run = async (work: () => Promise<unknown>) => {
    setAsking(true);
    try {
      await work();
      await cache.invalidateQueries({ queryKey: options.queryKey });
      await cache.invalidateQueries({ queryKey: api.orders.quote.queryKey() });
    } catch (error) {
      toast.failed("The stock was not held", { description: refusalOf(error).message });
    } finally {
      setAsking(false);
    }
  };
  const hold = () =>
    run(async () => {
      const answer = await client.inventory.reserve.mutate({
        idempotencyKey: crypto.randomUUID(),
        input: {
          owner,
          ...company,
          channelCode,
          minutes: MINUTES[channelCode],
          partial: true,
          lines: lines.map((line) => ({ ...line })),
        },
      });
      setShort(answer.lines.filter((line) => line.held < line.asked));
    });
  const release = () =>
    run(() =>
      client.inventory.releaseReservation.mutate({
        idempotencyKey: crypto.randomUUID(),
        input: { owner, ...company },
      }),
    );
  useFollowing(data?.expiresAt != null, lines, hold);
  return {
    held: data ?? null,
    short,
    isAsking,
    hold: () => void hold(),
    release: () => void release(),
  };
}

/** Look again when the time is over, since nobody says so to the second. */
function useLapse(expiresAt: Date | null, look: () => unknown): void {
  const at = expiresAt?.getTime() ?? null;
  const latest = useRef(look);
  useEffect(() => {
    latest.current = look;
  });
  useEffect(() => {
    if (at === null) {
      return;
    }
    const timer = setTimeout(() => latest.current(), Math.max(0, at - Date.now()) + 250);
    return () => clearTimeout(timer);
  }, [at]);
}

/** While stock is held, the hold follows what is typed. */
function useFollowing(isHeld: boolean, lines: StockHoldProps["lines"], hold: () => unknown): void {
  const wanted = JSON.stringify(lines);
  const held = useRef(wanted);
  const latest = useRef(hold);
  useEffect(() => {
    latest.current = hold;
  });
  useEffect(() => {
    if (!isHeld || wanted === "[]") {
      held.current = wanted;
      return;
    }
    if (held.current === wanted) {
      return;
    }
    const timer = setTimeout(() => {
      held.current = wanted;
      latest.current();
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [isHeld, wanted]);
}
