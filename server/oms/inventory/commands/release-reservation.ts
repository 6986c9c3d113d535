import { defineCommand } from "@/server/shell/command";
import { sum } from "../../kernel/quantity";
import { releaseInput } from "../schema-reservation";
import { lockOwners, readOwned, releaseReservations } from "../store-reservations";

/** Give up all that an owner holds; an owner that holds nothing gives up nothing. */
export const releaseReservation = defineCommand({
  name: "inventory.release_reservation",
  input: releaseInput,
  wall: "company",
  run: async ({ sql, now, companyId, emit }, { owner }) => {
    await lockOwners(sql, [owner]);
    const owned = await readOwned(sql, [owner], companyId);
    const ids = owned.map(({ id }) => id);
    await releaseReservations(sql, ids, now);
    const units = sum(
      owned.filter(({ state }) => state === "active").map(({ quantity }) => quantity),
    );
    const [first] = ids;
    if (first !== undefined) {
      emit({
        type: "reservation.released",
        subject: { kind: "reservation", id: first },
        payload: {
          owner: { ...owner },
          skuIds: [...new Set(owned.map((row) => row.skuId))],
          units,
        },
      });
    }
    return { released: units };
  },
});
