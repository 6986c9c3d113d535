"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { CommandDialog } from "./command-dialog";
import { RESTRICTION_COLUMNS, restrictionsFrom } from "./restriction-rows";

/** Paste restrictions from a sheet or a file: by their references, new ones are made and others changed. */
export function RestrictionImport() {
  const client = useApiClient();
  const [text, setText] = useState("");
  return (
    <CommandDialog
      trigger="Import"
      title="Import restrictions"
      description="What the list does not name stays as it is. All of it is taken, or nothing."
      confirm="Import restrictions"
      size="lg"
      input={{ restrictions: restrictionsFrom(text) }}
      onOpen={() => setText("")}
      send={async (request) => {
        const { made, changed, unchanged } = await client.orders.importRestrictions.mutate(request);
        return `${made} made, ${changed} changed, ${unchanged} as they were`;
      }}
    >
      {(errors) => (
        <Field
          label="Rows, with their column names first"
          required
          error={Object.entries(errors)
            .map(([field, message]) => `${rowOf(field)}${message}`)
            .join(" · ")}
          help={`Separated by tabs, commas or semicolons: ${RESTRICTION_COLUMNS.join(", ")}`}
        >
          {(control) => (
            <Textarea
              {...control}
              name="rows"
              rows={10}
              className="font-mono text-xs"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
      )}
    </CommandDialog>
  );
}

/** `restrictions.3.country` is of the fourth row below the names. */
function rowOf(field: string): string {
  const [, at, name] = field.split(".");
  return at === undefined ? "" : `Row ${Number(at) + 1}${name === undefined ? "" : `, ${name}`}: `;
}
