import { cn } from "@/components/ui/cn";

/*
 * A line of an order is a row of a table where there is room for one, and on a phone a block: what
 * and its total, how many and their price, and under them at full width where they are and when
 * they come.
 */

const CELL = "px-2 py-2.5 align-top first:pl-3 last:pr-3 @max-2xl:px-3 @max-2xl:py-0";
const WIDE = "@max-2xl:col-span-2";

/** A row as it is asked for: a line, or a kit. */
export const ROW =
  "@max-2xl:grid @max-2xl:grid-cols-[minmax(0,1fr)_auto] @max-2xl:gap-y-1 @max-2xl:border-t @max-2xl:border-line @max-2xl:py-2.5";

export const ITEM_CELL = cn(CELL, "sticky left-0 z-10 min-w-36 bg-surface @max-2xl:static");

export const ORDERED_CELL = cn(CELL, "text-right @max-2xl:row-start-2 @max-2xl:text-left");

export const PLACE_CELL = cn(CELL, WIDE, "w-56 min-w-28 @max-2xl:row-start-3 @max-2xl:w-auto");

export const ARRIVAL_CELL = cn(CELL, WIDE, "min-w-36 @max-2xl:row-start-4");

export const PRICE_CELL = cn(CELL, "text-right @max-2xl:col-start-2 @max-2xl:row-start-2");

export const TOTAL_CELL = cn(CELL, "text-right @max-2xl:col-start-2 @max-2xl:row-start-1");
