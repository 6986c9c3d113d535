import { wantedOf } from "@/server/oms/changes/decide-scope";
import type { ChangeScope, Closed, LineProgress } from "@/server/oms/changes/types";

type Line = Pick<LineProgress, "lineId" | "ordered" | "cancelled">;

/**
 * Why no part of an order may change, in one reason: because it is over, or because each field by itself
 * is closed and no line may become less or more. Null where something may.
 */
export function nothingMay(scope: ChangeScope, lines: readonly Line[]): Closed {
  const fields = [scope.shipTo, scope.schedule, scope.papers, scope.terms, scope.newLines];
  const isStuck = (own: ChangeScope["lines"][number]) => {
    const line = lines.find(({ lineId }) => lineId === own.lineId);
    return own.growth !== null && line !== undefined && own.least >= wantedOf(line);
  };
  return (
    scope.all ??
    (fields.every((why) => why !== null) && scope.lines.every(isStuck) ? scope.terms : null)
  );
}
