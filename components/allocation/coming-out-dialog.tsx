"use client";

import { useState } from "react";
import { CommandDialog } from "@/components/admin/command-dialog";
import { useApiClient } from "@/components/api-provider";
import { formatDate, formatQuantity } from "@/components/format";
import { TextField } from "@/components/ui/text-field";
import { wholeOf } from "./class-fields";

type Props = {
  readonly sku: string;
  readonly comesOutOn: string | null;
  readonly preorderLimit: number | null;
  /** Units that are pre-ordered. */
  readonly preordered: number;
};

const typedOf = ({ comesOutOn, preorderLimit }: Props) => ({
  day: comesOutOn ?? "",
  limit: preorderLimit === null ? "" : String(preorderLimit),
  reason: "",
});

/** Say on which day a SKU comes out, and how many may be pre-ordered until then. */
export function ComingOutDialog(props: Props) {
  const { sku, comesOutOn, preordered } = props;
  const client = useApiClient();
  const [typed, setTyped] = useState(typedOf(props));
  const change = (part: Partial<typeof typed>) => setTyped({ ...typed, ...part });
  const isOut = typed.day === "";
  return (
    <CommandDialog
      trigger={comesOutOn === null ? "Set pre-orders" : "Change pre-orders"}
      title={`Pre-orders of ${sku}`}
      description={
        preordered === 0
          ? "Until the day it comes out nothing of it is sold from stock or leaves, and what is ordered is a pre-order."
          : `${formatQuantity(preordered)} ${preordered === 1 ? "unit is" : "units are"} pre-ordered. Their orders get new dates when the day moves, and customers are told.`
      }
      confirm="Save"
      size="sm"
      input={{
        sku,
        comesOutOn: isOut ? null : typed.day,
        preorderLimit: isOut ? null : wholeOf(typed.limit),
        reason: typed.reason,
      }}
      onOpen={() => setTyped(typedOf(props))}
      send={async (request) => {
        await client.backorders.setComingOut.mutate(request);
        const { comesOutOn: day } = request.input;
        return day === null ? `${sku} is out` : `${sku} comes out on ${formatDate(day)}`;
      }}
    >
      {(errors) => (
        <>
          <TextField
            label="Comes out on"
            name="comesOutOn"
            type="date"
            help="Empty: it is out, and sold like any other"
            value={typed.day}
            change={(day) => change({ day })}
            error={errors.comesOutOn}
          />
          {isOut ? null : (
            <TextField
              label="Units that may be pre-ordered"
              name="preorderLimit"
              isNumber
              help="Empty: any number. 0: none, it can only be looked at"
              value={typed.limit}
              change={(limit) => change({ limit })}
              error={errors.preorderLimit}
            />
          )}
          <TextField
            label="Reason"
            name="reason"
            value={typed.reason}
            change={(reason) => change({ reason })}
            error={errors.reason}
            help="Customers whose date moves read it. Empty: the old day and the new"
          />
        </>
      )}
    </CommandDialog>
  );
}
