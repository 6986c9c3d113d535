"use client";

import { useApiClient } from "@/components/api-provider";
import { Button } from "@/components/ui/button";
import { useHotkeys } from "@/components/ui/hotkeys";
import { unitsToPack, unitsToPick } from "@/server/oms/fulfillment/types";
import { Refusal } from "./refusal";
import { useCommand } from "./use-command";
import { isLayerOpen } from "./use-scan-mode";
import type { WorkView } from "./work-view";

type Step = {
  readonly label: string;
  readonly pendingLabel: string;
  readonly disabledReason?: string | false;
  readonly command: { readonly isPending: boolean; readonly run: () => Promise<unknown> };
};

/** The one next step of a work order, also by Ctrl+Enter; a refusal stands below it. */
export function NextStep({ work }: { work: WorkView }) {
  const { step, refusal, dismiss } = useNextStep(work);
  useHotkeys(
    step === null
      ? []
      : [
          {
            keys: "mod+enter",
            label: step.label,
            group: "Work",
            run: () => {
              if (isLayerOpen()) {
                return false;
              }
              if (!step.disabledReason && !step.command.isPending) {
                void step.command.run();
              }
              return true;
            },
          },
        ],
  );
  if (step === null) {
    return null;
  }
  return (
    <>
      <Button
        variant="primary"
        keys="mod+enter"
        pending={step.command.isPending && step.pendingLabel}
        disabledReason={step.disabledReason}
        onClick={() => void step.command.run()}
      >
        {step.label}
      </Button>
      {refusal ? (
        <div className="basis-full">
          <Refusal refusal={refusal} title="This was not done" onDismiss={dismiss} />
        </div>
      ) : null}
    </>
  );
}

function useNextStep(work: WorkView) {
  const { fulfillment } = useApiClient();
  const accept = useCommand(fulfillment.accept.mutate);
  const start = useCommand(fulfillment.startPicking.mutate);
  const finish = useCommand(fulfillment.finishPacking.mutate);
  const label = useCommand(fulfillment.makeLabels.mutate);
  const ship = useCommand(fulfillment.ship.mutate);
  const all = [accept, start, finish, label, ship];
  const input = { fulfillmentOrderId: work.id };
  const shipment = { shipmentId: work.shipment?.id ?? "" };
  const steps: Partial<Record<WorkView["state"], Step>> = {
    open: { label: "Accept work", pendingLabel: "Accepting…", command: as(accept, input) },
    accepted: { label: "Start picking", pendingLabel: "Starting…", command: as(start, input) },
    picking: {
      label: "Finish packing",
      pendingLabel: "Closing the parcels…",
      disabledReason: whyNotFinished(work),
      command: as(finish, input),
    },
    packed:
      work.shipment?.state === "draft"
        ? {
            label: "Create labels",
            pendingLabel: "Asking the carrier…",
            command: as(label, shipment),
          }
        : {
            label: "Confirm shipment",
            pendingLabel: "Handing over…",
            command: as(ship, shipment),
          },
  };
  return {
    step: steps[work.state] ?? null,
    refusal: all.find(({ refusal }) => refusal !== null)?.refusal ?? null,
    dismiss: () => {
      for (const command of all) {
        command.dismiss();
      }
    },
  };
}

function as<Input>(
  command: { readonly isPending: boolean; readonly run: (input: Input) => Promise<unknown> },
  input: Input,
): Step["command"] {
  return { isPending: command.isPending, run: () => command.run(input) };
}

function whyNotFinished({ lines, parcels }: WorkView): string | false {
  const left = lines.reduce((units, line) => units + unitsToPick(line), 0);
  if (left > 0) {
    return `${left} ${left === 1 ? "unit is" : "units are"} not picked yet`;
  }
  const loose = lines.reduce((units, line) => units + unitsToPack(line), 0);
  if (loose > 0) {
    return `${loose} picked ${loose === 1 ? "unit is" : "units are"} not in a parcel yet`;
  }
  const empty = parcels.find(({ items }) => items.length === 0);
  return empty !== undefined && `Parcel ${empty.packageNumber} is empty`;
}
