"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";
import { useApi } from "@/components/api-provider";
import { formatQuantity, UNKNOWN } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Ident } from "@/components/ui/figures";
import { Input } from "@/components/ui/input";
import { TextField } from "@/components/ui/text-field";
import type { FieldErrors } from "./command-dialog";

export type TypedLine = { skuId: string; code: string; name: string; units: string };

export type TransferFormLinesProps = {
  lines: readonly TypedLine[];
  change: (lines: readonly TypedLine[]) => void;
  /** Units that nobody holds where they leave, by SKU; null until it is known. */
  free: ReadonlyMap<string, number> | null;
  errors: FieldErrors;
};

/** The SKUs that go, each with how many of it could. */
export function TransferFormLines({ lines, change, free, errors }: TransferFormLinesProps) {
  if (lines.length === 0) {
    return <p className="text-muted">Find a SKU below to add it.</p>;
  }
  return (
    <ul className="grid gap-3">
      {lines.map((line, at) => (
        <li key={line.skuId} className="flex flex-wrap items-start gap-x-4 gap-y-1">
          <div className="min-w-0 flex-1 basis-56 pt-1">
            <Ident>{line.code}</Ident>
            <span className="block text-muted">{line.name}</span>
            {errors[`lines.${at}.skuId`] === undefined ? null : (
              <span className="text-xs text-critical-fg">{errors[`lines.${at}.skuId`]}</span>
            )}
          </div>
          <div className="w-52">
            <TextField
              label={`Units of ${line.code}`}
              name={`lines.${at}.quantity`}
              isNumber
              help={`${free === null ? UNKNOWN : formatQuantity(free.get(line.skuId) ?? 0)} free`}
              value={line.units}
              change={(units) =>
                change(lines.map((each) => (each === line ? { ...line, units } : each)))
              }
              error={errors[`lines.${at}.quantity`]}
            />
          </div>
          <div className="pt-6">
            <Button
              variant="ghost"
              square
              aria-label={`Leave out ${line.code}`}
              onClick={() => change(lines.filter((each) => each !== line))}
            >
              <X aria-hidden="true" />
            </Button>
          </div>
        </li>
      ))}
    </ul>
  );
}

export type AddTransferSkuProps = {
  nodeId: string;
  /** SKUs that have a line already. */
  taken: readonly string[];
  add: (line: TypedLine) => void;
  error: string | undefined;
};

/** Find a SKU among what is free at a node. */
export function AddTransferSku({ nodeId, taken, add, error }: AddTransferSkuProps) {
  const api = useApi();
  const [text, setText] = useState("");
  const q = text.trim();
  const { data } = useQuery({
    ...api.inventory.listFreeStock.queryOptions({ nodeId, q }),
    enabled: q !== "",
    placeholderData: keepPreviousData,
  });
  const found = q === "" ? [] : (data ?? []).filter(({ skuId }) => !taken.includes(skuId));
  const choose = (row: (typeof found)[number]) => {
    add({ skuId: row.skuId, code: row.code, name: row.name, units: "" });
    setText("");
  };
  return (
    <div className="grid gap-1">
      <Field
        label="Add a SKU"
        help="Its code or a part of its name; Enter adds the first"
        error={error}
      >
        {(control) => (
          <Input
            {...control}
            name="lines"
            autoComplete="off"
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              const [first] = found;
              if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
                event.preventDefault();
                if (first !== undefined) {
                  choose(first);
                }
              }
            }}
          />
        )}
      </Field>
      {q !== "" && data !== undefined && found.length === 0 ? (
        <p className="text-muted" role="status">
          Nothing of it is free there.
        </p>
      ) : (
        <ul className="grid" aria-label="Free there">
          {found.map((row) => (
            <li key={row.skuId}>
              <button
                type="button"
                className="flex w-full flex-wrap items-baseline gap-x-3 rounded-md px-2 py-1.5 text-left hover:bg-hover"
                onClick={() => choose(row)}
              >
                <Ident>{row.code}</Ident>
                <span className="min-w-0 flex-1 truncate text-muted">{row.name}</span>
                <span className="figures">{formatQuantity(row.free)} free</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
