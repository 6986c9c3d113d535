"use client";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { TextField } from "@/components/ui/text-field";
import type { PlaceOrderInput } from "@/server/oms/intake/schema";

export type TypedLine = {
  key: number;
  line: PlaceOrderInput["lines"][number];
  sku: string;
  quantity: string;
};

export type ParkedLinesProps = {
  lines: readonly TypedLine[];
  /** By the field that the domain names: `lines.0.sku`. */
  errors: Readonly<Record<string, string>>;
  /** SKUs that an unknown one may have meant, by the place of its line as it was sent. */
  likely: readonly { at: number; code: string; name: string }[];
  onChange: (lines: readonly TypedLine[]) => void;
};

/** The lines of a parked order, each to be mended or taken out. */
export function ParkedLines({ lines, errors, likely, onChange }: ParkedLinesProps) {
  const set = (key: number, part: Partial<TypedLine>) =>
    onChange(lines.map((each) => (each.key === key ? { ...each, ...part } : each)));
  return (
    <ol className="grid gap-4">
      {lines.map(({ key, line, sku, quantity }, at) => {
        const meant = likely.filter((each) => each.at === key && each.code !== sku);
        return (
          <li
            key={key}
            className="grid items-start gap-x-4 gap-y-2 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_auto]"
          >
            <Field
              label={`SKU of line ${at + 1}`}
              error={errors[`lines.${at}.sku`] ?? errors[`lines.${at}.unitPriceE4`]}
              {...(sku === line.sku ? {} : { help: `Sent as ${line.sku}` })}
            >
              {(control) => (
                <Input
                  {...control}
                  ident
                  name={`sku-${at}`}
                  autoComplete="off"
                  value={sku}
                  onChange={(event) => set(key, { sku: event.target.value })}
                />
              )}
            </Field>
            <TextField
              label={`Quantity of line ${at + 1}`}
              name={`quantity-${at}`}
              isNumber
              value={quantity}
              change={(quantity) => set(key, { quantity })}
              error={errors[`lines.${at}.quantity`]}
            />
            <Button
              variant="ghost"
              className="sm:mt-6"
              aria-label={`Take line ${at + 1} out`}
              disabledReason={lines.length === 1 && "An order has at least one line"}
              onClick={() => onChange(lines.filter((each) => each.key !== key))}
            >
              Take out
            </Button>
            {meant.length > 0 ? (
              <p className="flex flex-wrap items-center gap-2 text-sm sm:col-span-3">
                <span className="text-muted">Did they mean</span>
                {meant.map(({ code, name }) => (
                  <Button
                    key={code}
                    size="dense"
                    title={name}
                    onClick={() => set(key, { sku: code })}
                  >
                    {code}
                  </Button>
                ))}
              </p>
            ) : null}
          </li>
        );
      })}
    </ol>
  );
}
