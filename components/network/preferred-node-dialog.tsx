"use client";

import { useState } from "react";
import { CommandDialog } from "@/components/admin/command-dialog";
import { useApiClient } from "@/components/api-provider";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { SelectField } from "@/components/ui/select-field";
import type { ListedPreference } from "@/server/oms/customers/queries-terms";

type Props = {
  /** null: of a customer that is named in the dialog. */
  readonly row: ListedPreference | null;
  readonly nodes: readonly { readonly value: string; readonly label: string }[];
};

/** Say which node a customer, or one ship-to of it, is best served from. */
export function PreferredNodeDialog({ row, nodes }: Props) {
  const client = useApiClient();
  const first = {
    company: row?.code ?? "",
    location: row?.location ?? "",
    node: nodes.some(({ value }) => value === row?.node) ? (row?.node ?? "") : "",
    reason: "",
  };
  const [typed, setTyped] = useState(first);
  const change = (part: Partial<typeof first>) => setTyped({ ...typed, ...part });
  const empty = (text: string) => (text.trim() === "" ? null : text.trim());
  return (
    <CommandDialog
      trigger={row === null ? "Set preferred node" : "Change"}
      triggerProps={
        row === null
          ? { variant: "primary" }
          : {
              size: "dense",
              "aria-label": `Change the preferred node of ${row.name}${row.location === null ? "" : `, ${row.location}`}`,
            }
      }
      title={row === null ? "Preferred node" : `Preferred node of ${row.name}`}
      description="It counts for orders from now on, where a strategy asks for the preferred node."
      confirm="Set preferred node"
      size="sm"
      input={{
        company: typed.company.trim(),
        location: empty(typed.location),
        node: empty(typed.node),
        reason: typed.reason,
      }}
      onOpen={() => setTyped(first)}
      send={async (request) => {
        const { name, node } = await client.customers.setPreferredNode.mutate(request);
        return node === null
          ? `${name} was left without a preferred node`
          : `${node} set as the preferred node of ${name}`;
      }}
    >
      {(errors) => (
        <>
          {row === null ? (
            <div className="grid gap-4 sm:grid-cols-2">
              <Field label="Company" help="Its code" required error={errors.company}>
                {(control) => (
                  <Input
                    {...control}
                    name="company"
                    ident
                    value={typed.company}
                    onChange={(event) => change({ company: event.target.value })}
                  />
                )}
              </Field>
              <Field label="Ship-to" help="Empty: all that name none" error={errors.location}>
                {(control) => (
                  <Input
                    {...control}
                    name="location"
                    ident
                    value={typed.location}
                    onChange={(event) => change({ location: event.target.value })}
                  />
                )}
              </Field>
            </div>
          ) : null}
          <SelectField
            label="Node"
            error={errors.node}
            name="node"
            options={[{ value: "", label: "None" }, ...nodes]}
            value={typed.node}
            change={(node) => change({ node })}
          />
          <Field label="Reason" required error={errors.reason}>
            {(control) => (
              <Textarea
                {...control}
                name="reason"
                rows={3}
                maxLength={500}
                value={typed.reason}
                onChange={(event) => change({ reason: event.target.value })}
              />
            )}
          </Field>
        </>
      )}
    </CommandDialog>
  );
}
