"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { CommandDialog, type FieldErrors } from "./command-dialog";

export type KitDialogProps = {
  sku: string;
  components: readonly { code: string; perKit: number }[];
};

type TypedComponent = { sku: string; quantity: number };

/** "WB-H098 2", "WB-H098, 2" or only the code for one of it; one component on each line. */
export const componentsOf = (text: string): TypedComponent[] =>
  text
    .split("\n")
    .map((line) => line.trim().split(/[\s,;*×]+/))
    .filter(([sku]) => sku !== undefined && sku !== "")
    .map(([sku = "", quantity = "1"]) => ({
      sku,
      quantity: /^\d+$/.test(quantity) ? Number(quantity) : Number.NaN,
    }));

/** What is wrong with single lines, each with its number; or with the kit itself. */
function listErrors(errors: FieldErrors): string | undefined {
  const said = Object.entries(errors).map(([field, message]) => {
    const line = /^components\.(\d+)/.exec(field)?.[1];
    return line === undefined ? message : `Line ${Number(line) + 1}: ${message}`;
  });
  return said.length === 0 ? undefined : said.join(". ");
}

/** Say what a SKU is put together from; an empty list makes it an ordinary SKU. */
export function KitDialog({ sku, components }: KitDialogProps) {
  const client = useApiClient();
  const known = components.map(({ code, perKit }) => `${code} ${perKit}`).join("\n");
  const [text, setText] = useState(known);
  return (
    <CommandDialog
      trigger={components.length === 0 ? "Make it a kit" : "Change components"}
      title={`Components of ${sku}`}
      description="Orders placed from now on take these; those in hand keep theirs."
      confirm="Save components"
      size="sm"
      input={{ sku, components: componentsOf(text) }}
      onOpen={() => setText(known)}
      send={async (request) => {
        const done = await client.catalog.setKit.mutate(request);
        return done.components.length === 0
          ? `${done.sku} is no kit any more`
          : `${done.sku} was made a kit of ${formatCount(done.components.length, "component")}`;
      }}
    >
      {(errors) => (
        <Field
          label="Components"
          help="One on each line: its SKU and the units in one kit, as in WB-H098 2"
          error={listErrors(errors)}
        >
          {(control) => (
            <Textarea
              {...control}
              name="components"
              className="ident"
              rows={6}
              spellCheck={false}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
      )}
    </CommandDialog>
  );
}
