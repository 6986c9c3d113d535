"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { CommandDialog } from "@/components/admin/command-dialog";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { useApiClient } from "@/components/api-provider";
import { formatCount, formatQuantity } from "@/components/format";
import { Callout } from "@/components/ui/callout";
import { Checkbox } from "@/components/ui/checkbox";
import { Ident } from "@/components/ui/figures";
import { ReasonField } from "@/components/ui/text-field";
import type { UndoHindrance, UsedPosition } from "@/server/oms/inventory/types";

const WHY: Record<UndoHindrance, string> = {
  changed_since: "Counted or moved since",
  taken: "Orders or holds have its units",
};

const COLUMNS = [
  { header: "SKU" },
  { header: "Node" },
  { header: "Before", align: "right" },
  { header: "Set to", align: "right" },
  { header: "Now", align: "right" },
  { header: "Why it stays" },
] as const;

/** Take an applied feed back: what would be put back and what was used since is shown before. */
export function UndoFeed({ runId, source }: { runId: string; source: string }) {
  const client = useApiClient();
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState({ reason: "", leaveUsed: false });
  const { data: preview, error } = useQuery({
    queryKey: ["feed undo", runId, isOpen],
    queryFn: () => client.inventory.previewFeedUndo.query({ runId }),
    enabled: isOpen,
    gcTime: 0,
  });
  return (
    <CommandDialog
      trigger="Undo this feed"
      title={`Undo this feed of ${source}`}
      description="Each position goes back to what it was before, by rows of the ledger that say so. What the source tells next counts as always."
      confirm="Undo the feed"
      danger
      size="lg"
      input={{ runId, ...typed }}
      onOpen={() => {
        setTyped({ reason: "", leaveUsed: false });
        setOpen(true);
      }}
      send={async (request) => {
        const { positions, left } = await client.inventory.undoFeed.mutate(request);
        const rest = left === 0 ? "" : `, ${formatQuantity(left)} left as they are`;
        return `${formatCount(positions, "position")} put back${rest}`;
      }}
    >
      {(errors) => (
        <>
          {error !== null && <Callout tone="error" title={error.message} />}
          <p className="text-sm" aria-live="polite">
            {preview === undefined
              ? "Looking at what was used since…"
              : `${formatCount(preview.positions, "position")} would be put back, ${signed(preview.units)} units.`}
          </p>
          {preview === undefined || preview.used === 0 ? null : (
            <>
              <UsedPositions rows={preview.rows} used={preview.used} />
              <Checkbox
                name="leaveUsed"
                label={`Leave ${preview.used === 1 ? "this one" : `these ${formatQuantity(preview.used)}`} as they are, and put the others back`}
                checked={typed.leaveUsed}
                onChange={() => setTyped({ ...typed, leaveUsed: !typed.leaveUsed })}
              />
            </>
          )}
          <ReasonField
            value={typed.reason}
            change={(reason) => setTyped({ ...typed, reason })}
            error={errors.reason}
            help="Stands in the ledger"
          />
        </>
      )}
    </CommandDialog>
  );
}

const signed = (units: number) =>
  units < 0 ? `−${formatQuantity(-units)}` : `+${formatQuantity(units)}`;

function UsedPositions({ rows, used }: { rows: readonly UsedPosition[]; used: number }) {
  return (
    <div className="grid gap-1">
      <p className="text-sm font-medium">
        {used > rows.length
          ? `The first ${formatQuantity(rows.length)} of ${formatCount(used, "position")} used since`
          : `${formatCount(used, "position")} used since`}
      </p>
      <div className="max-h-64 overflow-auto rounded-sm border border-line">
        <PlainTable label="Used since" columns={COLUMNS}>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.sku} ${row.node}`}>
                <PlainCell isHead>
                  <Ident>{row.sku}</Ident>
                </PlainCell>
                <PlainCell className="whitespace-nowrap">{row.node}</PlainCell>
                <PlainCell align="right">{formatQuantity(row.before)}</PlainCell>
                <PlainCell align="right">{formatQuantity(row.after)}</PlainCell>
                <PlainCell align="right">{formatQuantity(row.onHand)}</PlainCell>
                <PlainCell>{WHY[row.hindrance]}</PlainCell>
              </tr>
            ))}
          </tbody>
        </PlainTable>
      </div>
    </div>
  );
}
