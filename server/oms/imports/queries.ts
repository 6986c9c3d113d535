import { defineQuery } from "@/server/shell/query";
import { findBookedInput, findPartiesInput } from "./schema";
import { type BookedOrder, readBooked } from "./store";

/** Which references of a channel are booked already, and with what content. */
export const findBooked = defineQuery({
  name: "imports.find_booked",
  input: findBookedInput,
  wall: "staff",
  run: ({ sql }, { channelId, references }): Promise<BookedOrder[]> =>
    readBooked(sql, channelId, references),
});

/** Customers by their codes, each with currency and ship-tos. */
export const findParties = defineQuery({
  name: "imports.find_parties",
  input: findPartiesInput,
  wall: "staff",
  run: ({ sql }, { codes }) => sql<
    {
      code: string;
      currency: string;
      locations: { id: string; code: string }[];
    }[]
  >`
    select upper(c.code) as code, c.currency, coalesce(jsonb_agg(
      jsonb_build_object('id', l.id, 'code', l.code)) filter (where l.id is not null), '[]') as locations
    from company c left join company_location l on l.company_id = c.id
    where upper(c.code) = any(${codes.map((code) => code.toUpperCase())}::text[])
    group by c.id`,
});
