import { lineFault } from "@/components/entry-grid/grid-state";
import type { GridSnapshot } from "@/components/entry-grid/types";

/** What stands against ordering these lines, each with its number; empty when nothing does. */
export function snapshotFaults(snapshot: GridSnapshot): string[] {
  return snapshot.lines.flatMap((line, index) => {
    const fault = lineFault(line);
    return fault === null ? [] : [`Line ${index + 1}: ${fault}`];
  });
}
