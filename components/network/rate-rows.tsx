"use client";

import type { FieldErrors } from "@/components/admin/command-dialog";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Select, type SelectOption } from "@/components/ui/select";

type RateColumn<Row> = {
  name: keyof Row & string;
  field: string;
  label: string;
  wide?: boolean;
  /** Chosen from these, not written. */
  options?: readonly SelectOption[];
};

type RateRowsProps<Row extends { key: string }> = {
  label: string;
  /** Of what a row is one: "zone". */
  noun: string;
  columns: readonly RateColumn<Row>[];
  rows: readonly Row[];
  blank: Omit<Row, "key">;
  change: (rows: readonly Row[]) => void;
  /** Path of the rows in the input, as in `tariff.within`. */
  path: string;
  errors: FieldErrors;
  isReadOnly: boolean;
};

/** Rows of a tariff, each cell a control of its own, with what is wrong below the row. */
export function RateRows<Row extends { key: string }>(props: RateRowsProps<Row>) {
  const { label, noun, columns, rows, blank, change, path, errors, isReadOnly } = props;
  const nextKey = `new ${Math.max(0, ...rows.map(({ key }) => Number(key.split(" ")[1]) || 0)) + 1}`;
  return (
    <>
      <PlainTable
        label={label}
        columns={[
          ...columns.map((column) => ({ header: column.label })),
          { header: "Actions", hidden: true },
        ]}
      >
        <tbody>
          {rows.map((row, at) => (
            <tr key={row.key}>
              {columns.map(({ name, field, label: header, wide, options }) => {
                const error = errors[`${path}.${at}.${field}`];
                const set = (value: string) =>
                  change(
                    rows.map((one) => (one.key === row.key ? { ...one, [name]: value } : one)),
                  );
                return (
                  <PlainCell key={name} className={wide ? "min-w-40" : "min-w-24"}>
                    {options === undefined ? (
                      <Input
                        size="dense"
                        aria-label={`${header} of ${noun} ${at + 1}`}
                        aria-invalid={error ? true : undefined}
                        title={error}
                        autoComplete="off"
                        className={wide ? "" : "figures"}
                        readOnly={isReadOnly}
                        value={String(row[name])}
                        onChange={(event) => set(event.target.value)}
                      />
                    ) : (
                      <Select
                        size="dense"
                        aria-label={`${header} of ${noun} ${at + 1}`}
                        disabled={isReadOnly}
                        options={options}
                        value={String(row[name])}
                        onChange={(event) => set(event.target.value)}
                      />
                    )}
                    {error ? <span className="text-xs text-critical-fg">{error}</span> : null}
                  </PlainCell>
                );
              })}
              <PlainCell>
                {isReadOnly ? null : (
                  <Button
                    size="dense"
                    variant="ghost"
                    aria-label={`Take away ${noun} ${at + 1}`}
                    onClick={() => change(rows.filter((one) => one.key !== row.key))}
                  >
                    Take away
                  </Button>
                )}
              </PlainCell>
            </tr>
          ))}
        </tbody>
      </PlainTable>
      {errors[path] ? <p className="px-4 py-1 text-xs text-critical-fg">{errors[path]}</p> : null}
      {isReadOnly ? null : (
        <div className="px-4 py-2">
          <Button
            size="dense"
            onClick={() => change([...rows, Object.assign({ key: nextKey }, blank) as Row])}
          >
            Add {/^[aeiou]/.test(noun) ? "an" : "a"} {noun}
          </Button>
        </div>
      )}
    </>
  );
}
