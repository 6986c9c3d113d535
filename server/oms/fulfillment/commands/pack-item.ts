import { defineCommand } from "@/server/shell/command";
import { decideScan } from "../decide-scan";
import { packItemInput } from "../schema";
import {
  countSteps,
  lineOf,
  lockWork,
  readWorkLines,
  requireState,
  requireWorkUnblocked,
} from "../store";
import { changeContents, findScanned, orRefuseScan, workOfPackage } from "../store-packages";
import { unitsToPack } from "../types";

/**
 * Put units into a parcel by the code that was scanned or typed. Only picked units of this work
 * order fit; anything else is refused with what is expected instead.
 */
export const packItem = defineCommand({
  name: "fulfillment.pack_item",
  input: packItemInput,
  wall: { of: ({ packageId }) => ({ packageId }) },
  run: async ({ sql }, { packageId, code, quantity }) => {
    const work = await lockWork(sql, await workOfPackage(sql, packageId));
    requireState(work, ["picking"], "packing");
    await requireWorkUnblocked(sql, work, "pack");
    const lines = await readWorkLines(sql, work.id);
    const match = await findScanned(sql, work, code);
    const open = lines.map((line) => ({ ...line, open: unitsToPack(line) }));
    const taken = orRefuseScan(decideScan({ scanned: code, match, quantity, step: "pack" }, open));
    const changes = taken.map(({ lineId, quantity: units }) => {
      const { orderLineId, skuId } = lineOf(work, lines, lineId);
      return { lineId, orderLineId, skuId, quantity: units };
    });
    await changeContents(sql, packageId, changes);
    await countSteps(
      sql,
      changes.map(({ lineId, orderLineId, quantity: packed }) => ({ lineId, orderLineId, packed })),
    );
    const left = open.reduce((units, line) => units + line.open, 0) - quantity;
    return {
      packageId,
      sku: match?.sku ?? code,
      unitsLeft: left,
      sentence: `${quantity} × ${match?.sku ?? code} was packed`,
    };
  },
});
