/**
 * The grid's columns by the width it has, not the window: a card on phones, two rows in a narrow
 * column, one row where there is room, and its note beside it where there is plenty. Head and lines
 * share them.
 */
export const ROW_GRID = [
  "grid gap-x-3 px-3",
  "grid-cols-[minmax(0,1fr)_6.5rem_2rem] [grid-template-areas:'code_qty_act''desc_desc_desc''tell_tell_tell''avail_avail_avail''price_total_total''note_note_note']",
  "@2xl:grid-cols-[1.25rem_minmax(8rem,10rem)_minmax(0,1fr)_6.5rem_6.5rem_2rem]",
  "@2xl:[grid-template-areas:'no_code_desc_qty_total_act''._tell_tell_tell_tell_.''._avail_avail_note_price_.']",
  "@[52rem]:gap-x-2 @[52rem]:grid-cols-[1.25rem_8rem_minmax(0,1fr)_6rem_5.5rem_10.5rem_5.5rem_3.5rem]",
  "@[52rem]:[grid-template-areas:'no_code_desc_qty_price_avail_total_act''._tell_tell_tell_tell_tell_tell_.''._note_note_note_._._._.']",
  "@5xl:gap-x-3 @5xl:grid-cols-[1.25rem_minmax(8rem,11rem)_minmax(8rem,1fr)_6.5rem_5.5rem_minmax(13rem,19rem)_6rem_minmax(5rem,8rem)_2rem]",
  "@5xl:[grid-template-areas:'no_code_desc_qty_price_avail_total_note_act''._tell_tell_tell_tell_tell_tell_tell_.']",
].join(" ");

export const AREA = {
  no: "[grid-area:no] hidden @2xl:block",
  code: "[grid-area:code] min-w-0",
  description: "[grid-area:desc] min-w-0 pl-2.25 @2xl:pl-0",
  tell: "[grid-area:tell] min-w-0 pl-2.25",
  quantity: "[grid-area:qty] min-w-0",
  price: "[grid-area:price] pl-2.25 text-muted @2xl:pl-0 @2xl:text-right @[52rem]:text-ink",
  available: "[grid-area:avail] min-w-0 pl-2.25 @5xl:pl-0",
  total: "[grid-area:total] text-right",
  note: "[grid-area:note] min-w-0",
  actions: "[grid-area:act] text-right",
} as const;

/** Text that stands beside a cell that can be typed in has that cell's line height. */
export const BESIDE_INPUT = "leading-8 group-data-[size=portal]/grid:leading-10";

/** A name takes two short lines rather than losing its end, which is where size and colour stand. */
export const NAME =
  "truncate leading-8 group-data-[size=portal]/grid:leading-10 @[52rem]:my-2 @[52rem]:line-clamp-2 @[52rem]:whitespace-normal @[52rem]:leading-4 @[52rem]:group-data-[size=portal]/grid:my-3 @[52rem]:group-data-[size=portal]/grid:leading-4";
