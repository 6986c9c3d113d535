import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { fulfillmentOrderInput } from "../schema";
import {
  lockWork,
  readWorkLines,
  requireWorkUnblocked,
  setWorkState,
  stateAfter,
  type Work,
} from "../store";
import { type OpenPackage, readPackages, readPackedItems } from "../store-packages";
import { unitsToPack, unitsToPick, type WorkLine } from "../types";

/**
 * Close the parcels. Every unit of the work must have been picked or reported short, every picked
 * unit must be in a parcel, and no parcel may be empty.
 */
export const finishPacking = defineCommand({
  name: "fulfillment.finish_packing",
  input: fulfillmentOrderInput,
  wall: { of: ({ fulfillmentOrderId }) => ({ fulfillmentOrderId }) },
  run: async ({ sql, now, emit }, { fulfillmentOrderId }) => {
    const work = await lockWork(sql, fulfillmentOrderId);
    const state = stateAfter(work, "finish_packing");
    await requireWorkUnblocked(sql, work, "pack");
    const lines = await readWorkLines(sql, work.id);
    const packages = await readPackages(sql, work);
    const filled = new Set((await readPackedItems(sql, work)).map((item) => item.packageId));
    requireAllPacked(work, lines);
    requireNoneEmpty(work, packages, filled);
    await setWorkState(sql, work, state, now);
    emit({
      type: "fulfillment_order.packed",
      subject: { kind: "fulfillment_order", id: work.id },
      orderId: work.orderId,
      payload: {
        number: work.number,
        nodeCode: work.nodeCode,
        nodeName: work.nodeName,
        packages: packages.length,
      },
    });
    return {
      number: work.number,
      state,
      sentence: `${work.number} was packed into ${packages.length} ${
        packages.length === 1 ? "parcel" : "parcels"
      }`,
    };
  },
});

const total = (lines: readonly WorkLine[], count: (line: WorkLine) => number) =>
  lines.reduce((units, line) => units + count(line), 0);

const named = (lines: readonly WorkLine[], count: (line: WorkLine) => number) =>
  lines
    .filter((line) => count(line) > 0)
    .map((line) => `${count(line)} × ${line.sku}`)
    .join(", ");

function requireAllPacked(work: Work, lines: readonly WorkLine[]): void {
  const open = (["pick", "pack"] as const)
    .map((step) => ({ step, count: step === "pick" ? unitsToPick : unitsToPack }))
    .find(({ count }) => total(lines, count) > 0);
  if (open !== undefined) {
    const words = open.step === "pick" ? "not picked yet" : "not in a parcel yet";
    throw new DomainError(
      "ILLEGAL_TRANSITION",
      `${work.number} cannot be closed: ${named(lines, open.count)} ${
        total(lines, open.count) === 1 ? "is" : "are"
      } ${words}`,
      { number: work.number, units: total(lines, open.count), step: open.step },
    );
  }
}

function requireNoneEmpty(
  work: Work,
  packages: readonly OpenPackage[],
  filled: ReadonlySet<string>,
): void {
  const empty = packages.find(({ id }) => !filled.has(id));
  if (empty !== undefined) {
    throw new DomainError(
      "ILLEGAL_TRANSITION",
      `${work.number} cannot be closed: parcel ${empty.packageNumber} is empty`,
      { number: work.number, packageNumber: empty.packageNumber },
    );
  }
}
