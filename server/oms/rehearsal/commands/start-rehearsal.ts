import type { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { DomainError } from "../../kernel/errors";
import type { RehearsalId } from "../../kernel/ids";
import { addDays, type LocalDate } from "../../kernel/local-date";
import { startRehearsalInput } from "../schema";
import { queueRehearsal } from "../store";
import { countOrders, readVersion } from "../store-orders";

/** Days that a rehearsal looks back when nobody says how many. */
const PERIOD_DAYS = 30;
/** Orders of one rehearsal: what one process compares in some minutes and keeps in memory. */
export const REHEARSED_MAX = 100_000;

/**
 * Ask for a comparison of two versions of routing on the orders of a period. A worker runs it; where
 * the same is asked already and not over, that one is answered.
 *
 * @throws NOT_FOUND when there is no such version; INVALID_INPUT when the period has no orders, or
 *   too many
 */
export const startRehearsal = defineCommand({
  name: "rehearsal.start_rehearsal",
  input: startRehearsalInput,
  wall: "staff",
  run: async ({ sql, now, actor, emit }, input) => {
    const [profile, against] = await Promise.all([
      readVersion(sql, input.profile, "newest"),
      readVersion(sql, input.against ?? { ref: input.profile.ref }, "active"),
    ]);
    const { fromDay, toDay } = periodOf(input, now);
    const { channels, basis } = input;
    const ordersTotal = await countOrders(sql, { fromDay, toDay, channels, basis });
    refuseCount(ordersTotal, input);
    const { id, isNew } = await queueRehearsal(sql, {
      id: newId<RehearsalId>(now.getTime()),
      profileRef: profile.ref,
      profileVersion: profile.version,
      profileRevision: profile.revision,
      againstRef: against.ref,
      againstVersion: against.version,
      againstRevision: against.revision,
      basis,
      fromDay,
      toDay,
      channels,
      ordersTotal,
      actorId: actor.id,
      actorName: actor.name,
      now,
    });
    if (isNew) {
      emit({
        type: "rehearsal.queued",
        subject: { kind: "rehearsal", id },
        payload: { profile, against, basis, fromDay, toDay, orders: ordersTotal },
      });
    }
    return { rehearsalId: id, isNew, profile, against, ordersTotal };
  },
});

type Input = z.output<typeof startRehearsalInput>;

function periodOf({ fromDay, toDay }: Input, now: Date) {
  const last = toDay ?? (now.toISOString().slice(0, 10) as LocalDate);
  const first = fromDay ?? addDays(last, 1 - PERIOD_DAYS);
  if (first > last) {
    refuse("fromDay", "out_of_order", "The period ends before it begins");
  }
  return { fromDay: first, toDay: last };
}

function refuseCount(orders: number, { basis }: Input): void {
  if (orders === 0) {
    const what = basis === "that_day" ? "routed" : "placed";
    refuse("fromDay", "no_orders", `No order of these channels was ${what} in this period`);
  }
  if (orders > REHEARSED_MAX) {
    const message = `${orders} orders are too many for one rehearsal: choose a period with ${REHEARSED_MAX} or fewer`;
    refuse("fromDay", "too_many_orders", message);
  }
}

function refuse(field: string, code: string, message: string): never {
  throw new DomainError("INVALID_INPUT", message, { faults: [{ field, code, message }] });
}
