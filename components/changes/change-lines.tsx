"use client";

import { X } from "lucide-react";
import { formatMoney, formatQuantity } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Ident } from "@/components/ui/figures";
import { Input } from "@/components/ui/input";
import { Sideways } from "@/components/ui/sideways";
import type { LineScope, LineSubstitute } from "@/server/oms/changes/types";
import { wantedOf } from "./typed-change";
import type { ChangeFormFacts, TypedChange } from "./types";

export type ChangeLinesProps = {
  facts: ChangeFormFacts;
  typed: TypedChange;
  errors: Readonly<Record<string, string>>;
  change: (part: Partial<TypedChange>) => void;
};

const HEAD = "px-3 text-left text-2xs font-medium whitespace-nowrap text-muted";
const CELL = "border-t border-line px-3 py-2 align-top";

/** Each line with what is wanted of it from now on; what can no longer be less says why. */
export function ChangeLines({ facts, typed, errors, change }: ChangeLinesProps) {
  const { order, scope } = facts;
  const scopes = new Map(scope.lines.map((each) => [each.lineId, each]));
  const shown = order.lines.filter((line) => wantedOf(line) > 0);
  return (
    <div className="grid gap-3">
      <Sideways label="Lines to change" className="rounded-md">
        <table className="w-full border-separate border-spacing-0">
          <caption className="sr-only">Lines to change</caption>
          <thead>
            <tr className="h-9">
              <th scope="col" className={HEAD}>
                Item
              </th>
              <th scope="col" className={`${HEAD} text-right`}>
                Now
              </th>
              <th scope="col" className={HEAD}>
                Wanted
              </th>
              <th scope="col" className={HEAD}>
                <span className="sr-only">What stands against it</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((line) => {
              const own = scopes.get(line.lineId);
              const isFixed = own !== undefined && isClosed(own, wantedOf(line));
              const name = `quantity-${line.lineId}`;
              return (
                <tr key={line.lineId}>
                  <td className={CELL}>
                    <Ident>{line.sku}</Ident>
                    <span className="block text-muted">{line.description}</span>
                    {line.kitGroup === null ? null : (
                      <span className="block text-xs text-muted">Part of a kit</span>
                    )}
                    <Instead
                      offers={facts.substitutes.filter(({ lineId }) => lineId === line.lineId)}
                      chosen={typed.substitutions[line.lineId]}
                      currency={order.currency}
                      choose={(offer) => {
                        const { [line.lineId]: _, ...others } = typed.substitutions;
                        const chosen =
                          offer === null ? others : { ...others, [line.lineId]: offer };
                        change({
                          substitutions: chosen,
                          quantities: {
                            ...typed.quantities,
                            [line.lineId]: String(wantedOf(line)),
                          },
                        });
                      }}
                    />
                  </td>
                  <td className={`${CELL} figures text-right`}>{formatQuantity(wantedOf(line))}</td>
                  <td className={`${CELL} w-32`}>
                    <Input
                      name={name}
                      aria-label={`Wanted of ${line.sku}, line ${line.lineNumber}`}
                      aria-invalid={errors[name] ? true : undefined}
                      aria-describedby={`${name}-note`}
                      inputMode="numeric"
                      autoComplete="off"
                      className="figures text-right"
                      disabled={isFixed || typed.substitutions[line.lineId] !== undefined}
                      value={typed.quantities[line.lineId] ?? ""}
                      onChange={(event) =>
                        change({
                          quantities: { ...typed.quantities, [line.lineId]: event.target.value },
                        })
                      }
                    />
                  </td>
                  <td
                    id={`${name}-note`}
                    className={`${CELL} text-xs ${errors[name] ? "text-critical-fg" : "text-muted"}`}
                  >
                    {errors[name] ?? noteOf(own, wantedOf(line))}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Sideways>
      <NewLines typed={typed} errors={errors} change={change} closed={scope.newLines} />
    </div>
  );
}

type InsteadProps = {
  offers: readonly LineSubstitute[];
  chosen: LineSubstitute | undefined;
  currency: string;
  choose: (offer: LineSubstitute | null) => void;
};

/** What could ship now instead of what waits of a line: one of them is taken, or none. */
function Instead({ offers, chosen, currency, choose }: InsteadProps) {
  if (chosen !== undefined) {
    return (
      <span className="mt-1 flex flex-wrap items-center gap-2 text-xs">
        {formatQuantity(chosen.insteadOf)} of it ship as {formatQuantity(chosen.quantity)} ×{" "}
        <Ident>{chosen.sku}</Ident>
        <Button variant="ghost" size="dense" onClick={() => choose(null)}>
          Keep waiting
        </Button>
      </span>
    );
  }
  return offers.map((offer) => (
    <span key={offer.sku} className="mt-1 block">
      <Button size="dense" onClick={() => choose(offer)}>
        Ship {formatQuantity(offer.quantity)} × {offer.sku} instead, {priceStep(offer, currency)}
      </Button>
    </span>
  ));
}

const priceStep = ({ moreMinor }: LineSubstitute, currency: string) =>
  moreMinor === 0
    ? "same price"
    : `${formatMoney(Math.abs(moreMinor), currency)} ${moreMinor > 0 ? "more" : "less"}`;

const isClosed = (own: LineScope, wanted: number) => own.least === wanted && own.growth !== null;

function noteOf(own: LineScope | undefined, wanted: number): string {
  if (own === undefined || own.why === null) {
    return own?.growth ?? "";
  }
  return own.least < wanted && own.least > 0 ? `${own.why}; at least ${own.least}` : own.why;
}

function NewLines({
  typed,
  errors,
  change,
  closed,
}: Pick<ChangeLinesProps, "typed" | "errors" | "change"> & { closed: string | null }) {
  const write = (key: string, part: { sku?: string; quantity?: string }) =>
    change({
      newLines: typed.newLines.map((line) => (line.key === key ? { ...line, ...part } : line)),
    });
  return (
    <div className="grid gap-2 px-3 pb-3">
      {typed.newLines.map(({ key, sku, quantity }, position) => (
        <div key={key} className="grid gap-1">
          <div className="flex flex-wrap items-center gap-2">
            <Input
              ident
              name={`new-${key}`}
              aria-label={`Product of new line ${position + 1}`}
              aria-invalid={errors[`new-${key}`] ? true : undefined}
              placeholder="SKU, part number or GTIN"
              autoComplete="off"
              className="max-w-64"
              value={sku}
              onChange={(event) => write(key, { sku: event.target.value })}
            />
            <Input
              name={`new-quantity-${key}`}
              aria-label={`Quantity of new line ${position + 1}`}
              inputMode="numeric"
              autoComplete="off"
              className="figures max-w-24 text-right"
              value={quantity}
              onChange={(event) => write(key, { quantity: event.target.value })}
            />
            <Button
              variant="ghost"
              size="dense"
              square
              aria-label={`Remove new line ${position + 1}`}
              onClick={() =>
                change({ newLines: typed.newLines.filter((line) => line.key !== key) })
              }
            >
              <X aria-hidden="true" />
            </Button>
          </div>
          {errors[`new-${key}`] ? (
            <p className="text-xs text-critical-fg">{errors[`new-${key}`]}</p>
          ) : null}
        </div>
      ))}
      <div>
        <Button
          variant="ghost"
          disabledReason={closed}
          onClick={() =>
            change({
              newLines: [...typed.newLines, { key: crypto.randomUUID(), sku: "", quantity: "1" }],
            })
          }
        >
          Add a line
        </Button>
      </div>
    </div>
  );
}
