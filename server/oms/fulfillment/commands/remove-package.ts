import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { sum } from "../../kernel/quantity";
import { packageInput } from "../schema";
import { countSteps, lockWork, requireState } from "../store";
import { readPackages, readPackedItems, renumberPackages, workOfPackage } from "../store-packages";
import { unitsText } from "../types";

/** Break a parcel up: what was in it is picked and waits to be packed again. */
export const removePackage = defineCommand({
  name: "fulfillment.remove_package",
  input: packageInput,
  wall: { of: ({ packageId }) => ({ packageId }) },
  run: async ({ sql }, { packageId }) => {
    const work = await lockWork(sql, await workOfPackage(sql, packageId));
    requireState(work, ["picking"], "removing a parcel");
    const removed = (await readPackages(sql, work)).find(({ id }) => id === packageId);
    if (removed === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such parcel", { packageId });
    }
    const items = (await readPackedItems(sql, work)).filter((i) => i.packageId === packageId);
    await sql`delete from package where id = ${packageId}`;
    await countSteps(
      sql,
      items.map(({ lineId, orderLineId, quantity }) => ({
        lineId,
        orderLineId,
        packed: -quantity,
      })),
    );
    await renumberPackages(sql, removed.shipmentId);
    const units = sum(items.map(({ quantity }) => quantity));
    return {
      number: work.number,
      sentence: `Parcel ${removed.packageNumber} was removed: ${unitsText(units)} to pack again`,
    };
  },
});
