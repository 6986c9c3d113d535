"use client";

import { formatCount } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import type { WrittenOrder } from "./use-written-order";

/** Lines that this browser kept while the draft was saved from elsewhere: offered, never thrown away. */
export function LeftBehind({ order }: { order: WrittenOrder }) {
  const { leftBehind, dropLeftBehind, grid, isReady } = order;
  if (leftBehind === null || !isReady) {
    return null;
  }
  const lines = leftBehind.content.lines;
  const add = () => {
    const text = lines.map((line) => [line.code, line.quantityText, line.note].join("\t"));
    void grid.current?.paste(text.join("\n"));
    dropLeftBehind();
  };
  return (
    <Callout
      tone="warning"
      title={`This browser kept ${formatCount(lines.length, "line")} that were not saved`}
      action={
        <span className="flex gap-2">
          <Button size="dense" onClick={dropLeftBehind}>
            Drop them
          </Button>
          <Button size="dense" onClick={add}>
            Add them
          </Button>
        </span>
      }
    >
      The draft was saved from another window since.
    </Callout>
  );
}
