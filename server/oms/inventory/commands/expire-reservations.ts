import { z } from "zod";
import { defineCommand } from "@/server/shell/command";

/** So many lapsed holds are swept at a time. */
const SWEEP = 1_000;

/**
 * Write down which holds have run out. Their units were free from the moment they did; this tells
 * the screens, and keeps the holds that count few.
 */
export const expireReservations = defineCommand({
  name: "inventory.expire_reservations",
  input: z.object({}),
  wall: "staff",
  run: async ({ sql, now, emit }) => {
    const rows = await sql<
      { id: string; kind: string; ref: string; skuId: string; quantity: number }[]
    >`
      update reservation r set state = 'expired', ended_at = ${now}
      from (select id from reservation where state = 'active' and expires_at <= ${now}
        order by expires_at limit ${SWEEP} for update skip locked) lapsed
      where r.id = lapsed.id
      returning r.id, r.owner_kind as kind, r.owner_ref as ref, r.sku_id as "skuId", r.quantity`;
    for (const { id, kind, ref, skuId, quantity } of rows) {
      emit({
        type: "reservation.expired",
        subject: { kind: "reservation", id },
        payload: { owner: { kind, ref }, skuIds: [skuId], units: quantity },
      });
    }
    return { expired: rows.length };
  },
});
