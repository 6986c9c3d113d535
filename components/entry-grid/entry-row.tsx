"use client";

import { MessageSquarePlus, X } from "lucide-react";
import { memo, type ReactNode } from "react";
import { formatQuantity } from "@/components/format";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Money, UnitPrice } from "@/components/ui/figures";
import { Kbd } from "@/components/ui/kbd";
import { Availability } from "./availability";
import { boxClass, RestingCell } from "./cell";
import { CodeCell } from "./code-cell";
import { type EntryColumn, isBlank, lineFault, needsQuote, offersOf } from "./grid-state";
import { KitComponents } from "./kit-components";
import { AREA, BESIDE_INPUT, NAME, ROW_GRID } from "./layout-class";
import { parseQuantity } from "./parse";
import type { EntryGridProps, EntryLine, EntryProduct, LineOffer } from "./types";

export type RowActions = {
  wake: (id: string, column: EntryColumn) => void;
  enter: (id: string, column: EntryColumn) => void;
  text: (id: string, column: EntryColumn, text: string) => void;
  choose: (id: string, product: EntryProduct) => void;
  commit: (id: string) => void;
  remove: (id: string) => void;
  take: (id: string, offer: LineOffer) => void;
  /** The one input of the grid: where the keyboard is. */
  input: (element: HTMLInputElement | null) => void;
};

export type EntryRowProps = {
  line: EntryLine;
  number: number;
  active: EntryColumn | null;
  suggest: EntryGridProps["suggest"];
  today: string;
  actions: RowActions;
  extra?: ReactNode;
};

type CellProps = EntryRowProps & { fault: string | null };

function Code(props: CellProps) {
  const { line, number, active, actions, suggest } = props;
  const faulty = line.lookup === "unknown" || line.lookup === "failed";
  const label = `Product of line ${number}`;
  if (active === "code") {
    return (
      <CodeCell
        line={line}
        label={label}
        faulty={faulty}
        suggest={suggest}
        inputRef={actions.input}
        onText={(text) => actions.text(line.id, "code", text)}
        onEnter={() => actions.enter(line.id, "code")}
        onChoose={(product) => actions.choose(line.id, product)}
        onLeave={() => actions.commit(line.id)}
      />
    );
  }
  return (
    <RestingCell
      label={`${label}: ${line.text || "Number or words"}`}
      faulty={faulty}
      onWake={() => actions.wake(line.id, "code")}
      className={line.text ? "ident" : "text-subtle"}
    >
      {line.text || "Number or words"}
    </RestingCell>
  );
}

function Quantity(props: CellProps) {
  const { line, number, active, actions } = props;
  const label = `Quantity of line ${number}`;
  const parsed = line.product ? parseQuantity(line.quantityText, line.product.units) : null;
  const faulty = parsed !== null && (!parsed.ok || Boolean(line.quote?.error));
  const converted = parsed?.ok && parsed.unit !== null && parsed.unit.factor !== 1;
  return (
    <>
      <span className="flex items-center gap-1.5">
        {active === "quantity" ? (
          <input
            ref={actions.input}
            aria-label={label}
            aria-invalid={faulty || undefined}
            inputMode="text"
            autoComplete="off"
            value={line.quantityText}
            onChange={(event) => actions.text(line.id, "quantity", event.currentTarget.value)}
            onFocus={(event) => {
              event.currentTarget.select();
              actions.enter(line.id, "quantity");
            }}
            className={boxClass(true, faulty, "figures text-right")}
          />
        ) : (
          <RestingCell
            label={`${label}: ${line.quantityText || "empty"}`}
            faulty={faulty}
            onWake={() => actions.wake(line.id, "quantity")}
            className="figures text-right"
          >
            {line.quantityText}
          </RestingCell>
        )}
        <span className="w-6 shrink-0 text-xs text-muted">
          {converted ? "" : line.product?.baseUnit}
        </span>
      </span>
      {converted ? (
        <span className="figures block pr-8 text-right text-xs text-muted">
          = {formatQuantity(parsed.quantity, line.product?.baseUnit)}
        </span>
      ) : null}
    </>
  );
}

function Note({ line, number, active, actions }: CellProps) {
  const label = `Note on line ${number}`;
  if (active === "note") {
    return (
      <input
        ref={actions.input}
        aria-label={label}
        autoComplete="off"
        value={line.note}
        onChange={(event) => actions.text(line.id, "note", event.currentTarget.value)}
        onFocus={(event) => {
          event.currentTarget.select();
          actions.enter(line.id, "note");
        }}
        className={boxClass(true, false)}
      />
    );
  }
  return isBlank(line) ? null : (
    <RestingCell
      label={line.note ? `${label}: ${line.note}` : `Add note on line ${number}`}
      onWake={() => actions.wake(line.id, "note")}
      className={cn(
        !line.note &&
          "text-subtle @2xl:opacity-0 @2xl:group-hover/line:opacity-100 @2xl:group-focus-within/line:opacity-100 @[52rem]:@max-5xl:hidden pointer-coarse:opacity-100",
      )}
    >
      {line.note || "Add note"}
    </RestingCell>
  );
}

/** Where a line has no room for an empty note, what begins one. */
function AddNote({ line, number, active, actions }: CellProps) {
  return line.note || active === "note" ? null : (
    <Button
      variant="ghost"
      size="dense"
      square
      tabIndex={-1}
      aria-label={`Add a note to line ${number}`}
      onClick={() => actions.wake(line.id, "note")}
      className="hidden text-muted @[52rem]:@max-5xl:inline-flex"
    >
      <MessageSquarePlus aria-hidden="true" />
    </Button>
  );
}

/** Nobody is left with a number that leads nowhere: back to it, where the nearest are listed. */
function WayOut() {
  return (
    <span className="flex flex-wrap gap-x-4 gap-y-1 text-muted pointer-coarse:hidden">
      <span className="inline-flex items-center gap-1.5">
        <Kbd keys="shift+enter" /> back to correct it
      </span>
      <span className="inline-flex items-center gap-1.5">
        <Kbd keys="mod+delete" /> remove it
      </span>
    </span>
  );
}

function Description({ line }: CellProps) {
  return (
    <>
      {line.product ? (
        <p className={NAME} title={line.product.name}>
          {line.product.name}
          {line.product.alias ? (
            <span className="text-muted"> · your {line.product.alias}</span>
          ) : null}
        </p>
      ) : null}
      {line.insteadOf ? (
        <p className="text-xs text-muted">
          Instead of <span className="ident">{line.insteadOf}</span>
        </p>
      ) : null}
      {line.lookup === "pending" ? (
        <p className={cn(BESIDE_INPUT, "text-muted")}>Looking up…</p>
      ) : null}
    </>
  );
}

/** What is to be said of a line, over its whole width: what stands against it and the way out. */
function Remark({ line, fault }: CellProps) {
  if (fault !== null) {
    return (
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1 pb-1 text-xs">
        <span className="text-critical-fg">{fault}</span>
        {line.lookup === "unknown" ? <WayOut /> : null}
      </p>
    );
  }
  const said = line.quote?.replacement ?? line.quote?.warning;
  return said ? <p className="pb-1 text-xs text-warning-fg">{said}</p> : null;
}

/** What could ship instead of what cannot; the first is one key away. */
function Offers({ line, actions }: CellProps) {
  const offers = offersOf(line);
  return offers.length === 0 ? null : (
    <ul aria-label="Could ship instead" className="grid gap-1 pb-1 text-xs">
      {offers.map((offer, at) => (
        <li key={offer.product.code} className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span>
            Short: <span className="figures font-medium">{formatQuantity(offer.quantity)}</span> of{" "}
            <span className="ident">{offer.product.code}</span> {offer.terms}
          </span>
          <Button
            variant="secondary"
            size="dense"
            tabIndex={-1}
            aria-label={`Take ${offer.quantity} × ${offer.product.code} instead of ${offer.insteadOf} × ${line.product?.code ?? line.text}`}
            onClick={() => actions.take(line.id, offer)}
          >
            Take it
          </Button>
          {at === 0 ? (
            <span className="text-subtle pointer-coarse:hidden">
              <Kbd keys="alt+s" />
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

/** One line. Only one of its cells is an input, and only in the row where the keyboard is. */
export const EntryRow = memo(function EntryRow(props: EntryRowProps) {
  const { line, number, actions, today, extra } = props;
  const blank = isBlank(line);
  const fault = lineFault(line);
  const stale = needsQuote(line) && "opacity-60";
  const cell = { ...props, fault };
  const price = line.quote && !fault;
  return (
    <tr
      data-line={line.id}
      aria-rowindex={number + 1}
      className={cn(
        ROW_GRID,
        "group/line border-t border-line py-1 first:border-t-0 hover:bg-hover focus-within:bg-hover",
        fault && "shadow-[inset_2px_0_0_var(--critical-dot)]",
      )}
    >
      <th
        scope="row"
        className={cn(AREA.no, "figures text-left text-xs font-normal text-subtle", BESIDE_INPUT)}
      >
        {blank ? <span className="sr-only">New line</span> : number}
      </th>
      <td className={AREA.code}>
        <Code {...cell} />
      </td>
      <td className={AREA.description}>
        <Description {...cell} />
      </td>
      <td className={AREA.tell}>
        <Remark {...cell} />
        <Offers {...cell} />
        <KitComponents
          components={line.quote?.components ?? []}
          today={today}
          {...(line.quote?.promise?.audience ? { audience: line.quote.promise.audience } : {})}
        />
      </td>
      <td className={AREA.quantity}>
        <Quantity {...cell} />
      </td>
      <td className={cn(AREA.price, stale, BESIDE_INPUT)}>
        {price ? (
          <UnitPrice
            priceE4={price ? (line.quote?.unitPriceE4 ?? null) : null}
            currency={line.quote?.currency ?? "USD"}
          />
        ) : null}
      </td>
      <td className={AREA.available}>
        {fault ? null : <Availability line={line} today={today} />}
      </td>
      <td className={cn(AREA.total, stale, BESIDE_INPUT, "font-medium")}>
        {price ? (
          <Money
            minor={line.quote?.lineTotalMinor ?? null}
            currency={line.quote?.currency ?? "USD"}
          />
        ) : null}
      </td>
      <td className={AREA.note}>
        <Note {...cell} />
      </td>
      <td className={cn(AREA.actions, "py-0.5 group-data-[size=portal]/grid:py-1.5")}>
        {extra}
        {blank ? null : <AddNote {...cell} />}
        {blank ? null : (
          <Button
            variant="ghost"
            size="dense"
            square
            tabIndex={-1}
            aria-label={`Remove line ${number}`}
            onClick={() => actions.remove(line.id)}
            className="text-muted"
          >
            <X aria-hidden="true" />
          </Button>
        )}
      </td>
    </tr>
  );
});
