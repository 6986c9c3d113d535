"use client";

import { useState } from "react";
import { CommandDialog } from "@/components/admin/command-dialog";
import { useApiClient } from "@/components/api-provider";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import { type BackorderSlip, backorderPolicies, backorderSlips } from "@/server/oms/catalog/types";
import type { BackorderWish } from "@/server/oms/orders/decide-backorders";
import { backorderWords, POLICY_WORDS, SLIP_WORDS } from "./backorder-words";
import { wholeOf } from "./class-fields";

type Props = {
  readonly of: "sku" | "company";
  /** Null: it is asked for. */
  readonly code: string | null;
  readonly wish: BackorderWish | null;
  readonly trigger: string;
};

const typedOf = ({ code, wish }: Pick<Props, "code" | "wish">) => ({
  code: code ?? "",
  policy: wish?.policy ?? ("" as const),
  limit: wish?.limit === null || wish === null ? "" : String(wish.limit),
  days: wish?.days === null || wish === null ? "" : String(wish.days),
  slip: wish?.slip ?? ("ask" as const),
});

/** Say what becomes of what is not there: of a SKU, or of all that a company orders. */
export function BackorderDialog({ of, code, wish, trigger }: Props) {
  const client = useApiClient();
  const [typed, setTyped] = useState<Typed>(typedOf({ code, wish }));
  const change = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  const asked = wishOf(typed);
  return (
    <CommandDialog
      trigger={trigger}
      title={code === null ? "What is not there" : `What is not there of ${code}`}
      description="It counts for orders placed from now on, and for units that lose their place."
      confirm="Save"
      size="sm"
      input={{ of, code: typed.code.trim(), wish: asked }}
      onOpen={() => setTyped(typedOf({ code, wish }))}
      send={async (request) => {
        const done = await client.backorders.setPolicy.mutate(request);
        return asked === null
          ? `${done.code} has what each SKU says`
          : `What is not there of ${done.code} ${backorderWords(asked)}`;
      }}
    >
      {(errors) => (
        <>
          {code === null ? (
            <TextField
              label="Company"
              name="code"
              isIdent
              help="Its code"
              value={typed.code}
              change={(code) => change({ code })}
              error={errors.code}
            />
          ) : null}
          <Field label="What no node has" error={errors["wish.policy"]}>
            {(control) => (
              <Select
                {...control}
                name="policy"
                {...(of === "company" ? { placeholder: "As each SKU says" } : {})}
                options={backorderPolicies.map((value) => ({ value, label: POLICY_WORDS[value] }))}
                value={typed.policy}
                onChange={(event) =>
                  change({
                    policy: backorderPolicies.find((it) => it === event.target.value) ?? "",
                  })
                }
              />
            )}
          </Field>
          {typed.policy === "cap" ? (
            <CapFields typed={typed} errors={errors} change={change} />
          ) : null}
        </>
      )}
    </CommandDialog>
  );
}

type CapFieldsProps = {
  readonly typed: Typed;
  readonly errors: Readonly<Record<string, string | undefined>>;
  readonly change: (part: Partial<Typed>) => void;
};

function CapFields({ typed, errors, change }: CapFieldsProps) {
  return (
    <>
      <TextField
        label="Units that may wait at once"
        name="limit"
        isNumber
        help="Of one SKU. Empty: however many"
        value={typed.limit}
        change={(limit) => change({ limit })}
        error={errors["wish.limit"]}
      />
      <TextField
        label="Days until the promised date"
        name="days"
        isNumber
        help="From the order. Empty: however many"
        value={typed.days}
        change={(days) => change({ days })}
        error={errors["wish.days"]}
      />
      <SelectField
        label="When units slip beyond these days"
        help="After their supply moved. It counts for dates that move from now on"
        error={errors["wish.slip"]}
        name="slip"
        options={backorderSlips.map((value) => ({ value, label: SLIP_WORDS[value] }))}
        value={typed.slip}
        change={(chosen) =>
          change({
            slip: backorderSlips.find((it) => it === chosen) ?? typed.slip,
          })
        }
      />
    </>
  );
}

type Typed = {
  readonly code: string;
  readonly policy: BackorderWish["policy"] | "";
  readonly limit: string;
  readonly days: string;
  readonly slip: BackorderSlip;
};

const wishOf = ({ policy, limit, days, slip }: Typed): BackorderWish | null =>
  policy === ""
    ? null
    : policy === "cap"
      ? { policy, limit: wholeOf(limit), days: wholeOf(days), slip }
      : { policy, limit: null, days: null };
