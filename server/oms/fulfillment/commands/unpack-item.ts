import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { unpackItemInput } from "../schema";
import { countSteps, lineOf, lockWork, readWorkLines, requireState } from "../store";
import { changeContents, readPackedItems, workOfPackage } from "../store-packages";
import { unitsText } from "../types";

/** Take units out of a parcel again; they stay picked. */
export const unpackItem = defineCommand({
  name: "fulfillment.unpack_item",
  input: unpackItemInput,
  wall: { of: ({ packageId }) => ({ packageId }) },
  run: async ({ sql }, { packageId, fulfillmentOrderLineId: lineId, quantity }) => {
    const work = await lockWork(sql, await workOfPackage(sql, packageId));
    requireState(work, ["picking"], "unpacking");
    const line = lineOf(work, await readWorkLines(sql, work.id), lineId);
    const inside =
      (await readPackedItems(sql, work)).find(
        (item) => item.packageId === packageId && item.lineId === lineId,
      )?.quantity ?? 0;
    if (quantity > inside) {
      const message = `${line.sku}: ${unitsText(inside)} in this parcel`;
      throw new DomainError("INVALID_INPUT", message, {
        faults: [{ field: "quantity", code: "too_big", message }],
      });
    }
    const { orderLineId, skuId } = line;
    await changeContents(sql, packageId, [{ lineId, orderLineId, skuId, quantity: -quantity }]);
    await countSteps(sql, [{ lineId, orderLineId, packed: -quantity }]);
    return { packageId, sentence: `${quantity} × ${line.sku} was taken out` };
  },
});
