"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { refusalOf } from "@/components/api-fault";
import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { useHotkeys } from "@/components/ui/hotkeys";
import { Panel } from "@/components/ui/panel";
import { unitsToPack, unitsToPick } from "@/server/oms/fulfillment/types";
import { ParcelList } from "./parcel-list";
import { PickActions } from "./pick-actions";
import { Refusal } from "./refusal";
import type { ScannedCode } from "./scan-code";
import { ScanField, type ScanResult } from "./scan-field";
import { useCommand } from "./use-command";
import { WorkLines } from "./work-lines";
import type { WorkLineView, WorkView } from "./work-view";

type Step = "pick" | "pack";

const count = (lines: readonly WorkLineView[], of: (line: WorkLineView) => number) =>
  lines.reduce((units, line) => units + of(line), 0);

/** Picking and packing at one scan field: what a scan does is always written beside it. */
export function Floor({ work }: { work: WorkView }) {
  const toPick = count(work.lines, unitsToPick);
  const toPack = count(work.lines, unitsToPack);
  const [chosenStep, setStep] = useState<Step | null>(null);
  const step = chosenStep ?? (toPick > 0 ? "pick" : "pack");
  const parcels = useParcels(work);
  const scan = useScan(work, step, parcels);
  const active = work.parcels.find(({ id }) => id === parcels.activeId);
  useHotkeys([
    {
      keys: "alt+p",
      label: step === "pick" ? "Scans pack" : "Scans pick",
      group: "Scanning",
      run: () => setStep(step === "pick" ? "pack" : "pick"),
    },
    { keys: "alt+n", label: "New parcel", group: "Scanning", run: () => void parcels.open() },
  ]);
  return (
    <div className="grid gap-4">
      <Panel>
        <div className="grid gap-3">
          <StepSwitch step={step} onChange={setStep} toPick={toPick} toPack={toPack} />
          <ScanField
            doing={
              step === "pick"
                ? "A scan picks 1"
                : active
                  ? `A scan packs 1 into parcel ${active.packageNumber}`
                  : "A scan opens a parcel and packs 1"
            }
            onScan={scan}
          />
        </div>
      </Panel>
      <Panel title="Pick list" meta={formatCount(work.lines.length, "line")} flush>
        <WorkLines lines={work.lines} actions={(line) => <PickActions work={work} line={line} />} />
      </Panel>
      <Panel
        title="Parcels"
        meta={formatCount(work.parcels.length, "parcel")}
        actions={
          <Button
            pending={parcels.isOpening && "Opening…"}
            keys="alt+n"
            onClick={() => void parcels.open()}
          >
            New parcel
          </Button>
        }
        flush
      >
        <Refusal
          refusal={parcels.refusal}
          title="No parcel was opened"
          onDismiss={parcels.dismiss}
        />
        {work.parcels.length === 0 ? (
          <EmptyState kind="never" title="No parcel yet">
            Open one, or scan a picked unit to pack: the first scan opens it.
          </EmptyState>
        ) : (
          <ParcelList
            parcels={work.parcels}
            packing={{ activeId: parcels.activeId, onActivate: parcels.activate }}
          />
        )}
      </Panel>
    </div>
  );
}

function StepSwitch({
  step,
  onChange,
  toPick,
  toPack,
}: {
  step: Step;
  onChange: (step: Step) => void;
  toPick: number;
  toPack: number;
}) {
  const button = (value: Step, label: string) => (
    <Button
      variant={step === value ? "primary" : "secondary"}
      aria-pressed={step === value}
      onClick={() => onChange(value)}
    >
      {label}
    </Button>
  );
  return (
    <fieldset className="flex flex-wrap items-center gap-2">
      <legend className="sr-only">What a scan does</legend>
      {button("pick", `Pick (${toPick} left)`)}
      {button("pack", `Pack (${toPack} loose)`)}
    </fieldset>
  );
}

type Parcels = {
  readonly activeId: string | null;
  readonly activate: (id: string) => void;
  /** Opens a parcel and makes it the one that scans go to. */
  readonly open: () => Promise<string | null>;
  readonly isOpening: boolean;
  readonly refusal: ReturnType<typeof refusalOf> | null;
  readonly dismiss: () => void;
};

/** Scans go to the parcel that was chosen or opened last, while it is there. */
function useParcels(work: WorkView): Parcels {
  const client = useApiClient();
  const { run, isPending, refusal, dismiss } = useCommand(client.fulfillment.openPackage.mutate);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const known = work.parcels.find(({ id }) => id === chosenId) ?? work.parcels.at(-1);
  const open = async () => {
    const opened = await run({ fulfillmentOrderId: work.id });
    setChosenId(opened?.packageId ?? chosenId);
    return opened?.packageId ?? null;
  };
  return {
    activeId: known?.id ?? null,
    activate: setChosenId,
    open,
    isOpening: isPending,
    refusal,
    dismiss,
  };
}

/** How often a scan whose answer was lost is asked again, under the same key. */
const TRIES_MAX = 3;

async function persist<T>(send: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (attempt === TRIES_MAX || !refusalOf(error).isUnanswered) {
        throw error;
      }
    }
  }
}

/** One scan, one key: counted once, however often it has to be sent. */
function useScan(work: WorkView, step: Step, parcels: Parcels) {
  const client = useApiClient();
  const router = useRouter();
  return async ({ code, quantity }: ScannedCode): Promise<ScanResult> => {
    const idempotencyKey = crypto.randomUUID();
    try {
      if (step === "pick") {
        const input = { fulfillmentOrderId: work.id, code, quantity };
        const { sentence } = await persist(() =>
          client.fulfillment.pickLine.mutate({ idempotencyKey, input }),
        );
        return { ok: true, sentence };
      }
      const packageId = parcels.activeId ?? (await parcels.open());
      if (packageId === null) {
        return { ok: false, refusal: { ...NO_PARCEL, message: `${code}: ${NO_PARCEL.message}` } };
      }
      const { sentence } = await persist(() =>
        client.fulfillment.packItem.mutate({
          idempotencyKey,
          input: { packageId, code, quantity },
        }),
      );
      return { ok: true, sentence };
    } catch (error) {
      return { ok: false, refusal: refusalOf(error) };
    } finally {
      router.refresh();
    }
  };
}

const NO_PARCEL = {
  message: "no parcel could be opened for it",
  code: null,
  faults: [],
  details: {},
  isUnanswered: false,
} as const;
