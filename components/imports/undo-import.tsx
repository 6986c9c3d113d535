"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { CommandDialog } from "@/components/admin/command-dialog";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { useApiClient } from "@/components/api-provider";
import { formatCount, formatQuantity } from "@/components/format";
import { Callout } from "@/components/ui/callout";
import { Checkbox } from "@/components/ui/checkbox";
import { Ident } from "@/components/ui/figures";
import { ReasonField } from "@/components/ui/text-field";
import type { ImportKind, LeftChange } from "@/server/oms/imports/types-undo";
import { CHANGE_KINDS, fieldInWords, WHY_LEFT, WHY_ORDER_LEFT } from "./import-words";

const COLUMNS = [{ header: "What" }, { header: "Why it stays" }] as const;

type UndoImportProps = { runId: string; fileName: string; kind: ImportKind };

const ABOUT: Readonly<Record<"orders" | "masters", string>> = {
  orders:
    "Its orders are cancelled one after the other, and their customers told. Those that went further stay.",
  masters:
    "What it changed says again what it said before, and what it made is removed. What somebody changed since keeps what they wrote.",
};

/** Take an import back: what would be put back, and what was changed or is needed since, is shown before. */
export function UndoImport({ runId, fileName, kind }: UndoImportProps) {
  const client = useApiClient();
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState({ reason: "", leaveUsed: false });
  const { data: preview, error } = useQuery({
    queryKey: ["import undo", runId, isOpen],
    queryFn: () => client.imports.previewUndo.query({ runId }),
    enabled: isOpen,
    gcTime: 0,
  });
  return (
    <CommandDialog
      trigger="Undo this import"
      title={`Undo the import of ${fileName}`}
      description={ABOUT[kind === "orders" ? "orders" : "masters"]}
      confirm="Undo the import"
      danger
      size="lg"
      input={{ runId, ...typed }}
      onOpen={() => {
        setTyped({ reason: "", leaveUsed: false });
        setOpen(true);
      }}
      send={async (request) => {
        const { restored, removed, left } = await client.imports.undoRun.mutate(request);
        router.refresh();
        const rest = left === 0 ? "" : `, ${formatQuantity(left)} left as they are`;
        return kind === "orders"
          ? `${formatCount(removed, "order")} taken back${rest}`
          : `${formatQuantity(restored)} put back and ${formatQuantity(removed)} removed${rest}`;
      }}
    >
      {(errors) => (
        <>
          {error !== null && <Callout tone="error" title={error.message} />}
          <p className="text-sm" aria-live="polite">
            {preview === undefined ? "Looking at what was changed since…" : wouldBe(kind, preview)}
          </p>
          {preview === undefined || preview.left === 0 ? null : (
            <>
              <LeftChanges rows={preview.rows} left={preview.left} />
              <Checkbox
                name="leaveUsed"
                label={`Leave ${preview.left === 1 ? "this one" : `these ${formatQuantity(preview.left)}`} as they are, and take the others back`}
                checked={typed.leaveUsed}
                onChange={() => setTyped({ ...typed, leaveUsed: !typed.leaveUsed })}
              />
            </>
          )}
          <ReasonField
            value={typed.reason}
            change={(reason) => setTyped({ ...typed, reason })}
            error={errors.reason}
            help="Stands with the import"
          />
        </>
      )}
    </CommandDialog>
  );
}

const wouldBe = (kind: ImportKind, { restored, removed }: { restored: number; removed: number }) =>
  kind === "orders"
    ? `${formatCount(removed, "order")} would be cancelled.`
    : `${formatQuantity(restored)} would be put back, ${formatQuantity(removed)} removed.`;

function LeftChanges({ rows, left }: { rows: readonly LeftChange[]; left: number }) {
  return (
    <div className="grid gap-1">
      <p className="text-sm font-medium">
        {left > rows.length
          ? `The first ${formatQuantity(rows.length)} of ${formatCount(left, "thing")} that would stay`
          : `${formatCount(left, "thing")} would stay`}
      </p>
      <div className="max-h-64 overflow-auto rounded-sm border border-line">
        <PlainTable label="What would stay" columns={COLUMNS}>
          <tbody>
            {rows.map(({ kind, name, why, fields }) => (
              <tr key={`${kind} ${name}`}>
                <PlainCell isHead>
                  <span className="text-muted">{CHANGE_KINDS[kind]}</span> <Ident>{name}</Ident>
                </PlainCell>
                <PlainCell>
                  {kind === "order" ? WHY_ORDER_LEFT[why] : WHY_LEFT[why]}
                  {fields.length === 0 ? "" : `: ${fields.map(fieldInWords).join(", ")}`}
                </PlainCell>
              </tr>
            ))}
          </tbody>
        </PlainTable>
      </div>
    </div>
  );
}
