"use client";

import { type ClipboardEvent, useImperativeHandle, useMemo, useState } from "react";
import { cn } from "@/components/ui/cn";
import { strokeOf } from "@/components/ui/hotkey-match";
import { Kbd } from "@/components/ui/kbd";
import { EntryRow, type RowActions } from "./entry-row";
import { isBlank, lineFault } from "./grid-state";
import { GridStrips } from "./grid-strips";
import { AREA, ROW_GRID } from "./layout-class";
import { ScanBar } from "./scan-bar";
import type { EntryGridProps } from "./types";
import { type ActiveCell, useActiveCell, useGridKeys } from "./use-grid-keys";
import { type GridControl, useGridState } from "./use-grid-state";

const HEADS = [
  ["no", "No."],
  ["code", "Item"],
  ["description", "Description"],
  ["tell", "Remarks"],
  ["quantity", "Quantity"],
  ["price", "Price"],
  ["available", "Available and ships"],
  ["total", "Total"],
  ["note", "Note"],
  ["actions", "Actions"],
] as const;

function Head() {
  return (
    <thead className="block">
      <tr
        className={cn(ROW_GRID, "hidden border-b border-line py-2 text-2xs text-muted @2xl:grid")}
      >
        {HEADS.map(([area, text]) => (
          <th
            key={area}
            scope="col"
            className={cn(
              AREA[area],
              "font-medium @[52rem]:text-muted",
              area !== "price" && area !== "total" && "text-left",
              area === "quantity" && "pr-8 text-right",
              area === "code" && "pl-2",
              (area === "available" || area === "price") && "hidden @[52rem]:block",
              area === "note" && "hidden @5xl:block",
            )}
          >
            {area === "no" || area === "tell" || area === "actions" ? (
              <span className="sr-only">{text}</span>
            ) : (
              text
            )}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function KeyHints({ submits }: { submits: boolean }) {
  const hints = [
    ["enter", "next"],
    ["mod+delete", "remove"],
    ["mod+d", "as above"],
    ["alt+n", "note"],
    ["mod+b", "scan"],
    ...(submits ? [["mod+enter", "submit"]] : []),
  ] as const;
  return (
    <p className="hidden flex-wrap gap-x-4 gap-y-1 border-t border-line px-3 py-1.5 text-xs text-subtle @2xl:flex pointer-coarse:hidden">
      {hints.map(([keys, text]) => (
        <span key={keys} className="inline-flex items-center gap-1.5">
          <Kbd keys={keys ?? ""} />
          {text}
        </span>
      ))}
      <span>Paste a list anywhere: number and quantity per line</span>
    </p>
  );
}

/** What the page around the grid can ask of it. */
function useHandle(ref: EntryGridProps["ref"], control: GridControl, cell: ActiveCell): void {
  const { current, dispatch, bring, paste, settle } = control;
  const { input, wake } = cell;
  useImperativeHandle(
    ref,
    () => ({
      add: (lines) =>
        bring(
          lines.map((line) => ({
            code: line.code,
            quantityText: String(line.quantity),
            note: line.note ?? "",
          })),
          true,
        ),
      paste,
      settle,
      clear: () => void dispatch({ type: "clear" }),
      focus: () => input.current?.focus(),
      focusFault: () => {
        const line = current.current.lines.find((one) => lineFault(one) !== null);
        if (line) {
          wake(line.id, line.product ? "quantity" : "code");
        }
        return line !== undefined;
      },
    }),
    [bring, paste, settle, dispatch, current, input, wake],
  );
}

/**
 * Order lines by keyboard: a number and a quantity per line, each answered with the customer's
 * price and what ships when. A blank line always waits at the bottom; nothing typed or pasted is
 * ever dropped.
 */
export function EntryGrid(props: EntryGridProps) {
  const control = useGridState(props);
  const { state, dispatch, commitCode, paste, settle } = control;
  const cell = useActiveCell(state);
  const { active, wake, enter, setInput } = cell;
  const [scan, setScan] = useState(false);
  const [scanOffered, setOffered] = useState(false);
  const toggleScan = () => {
    setScan(!scan);
    setOffered(false);
    if (scan) {
      wake(state.lines.at(-1)?.id ?? active.id, "code");
    }
  };
  const submit = () => void settle().then((snapshot) => props.onSubmit?.(snapshot));
  const leave = () => {
    props.onLeave?.();
    return true as const;
  };
  const onStroke = useGridKeys(control, cell, {
    onSubmit: submit,
    onScan: toggleScan,
    onScannerGuess: () => setOffered(true),
    onLeave: props.onLeave && leave,
  });
  const actions = useMemo<RowActions>(
    () => ({
      wake,
      enter,
      input: setInput,
      text: (id, column, text) => dispatch({ type: `type_${column}`, id, text }),
      choose: (id, product) => {
        dispatch({ type: "choose", id, product });
        wake(id, "quantity");
      },
      commit: (id) => void commitCode(id, "once"),
      remove: (id) => dispatch({ type: "remove", id }),
      take: (id, offer) => dispatch({ type: "take_offer", id, offer, newId: crypto.randomUUID() }),
    }),
    [wake, enter, setInput, dispatch, commitCode],
  );
  useHandle(props.ref, control, cell);
  const onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData("text/plain").trim();
    if (/[\t\n\r]/.test(text)) {
      event.preventDefault();
      void paste(text);
    }
  };
  return (
    <div
      data-size={props.size ?? "staff"}
      className="group/grid @container rounded-md border border-line bg-surface"
      onPaste={onPaste}
    >
      {scan ? <ScanBar control={control} onSubmit={submit} onClose={toggleScan} /> : null}
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the grid pattern over a table's own rows and cells.
        role="grid"
        aria-label={props.label}
        className="block"
        onKeyDown={(event) => onStroke(event, strokeOf(event))}
      >
        <Head />
        <tbody className="block">
          {state.lines.map((line, index) => (
            <EntryRow
              key={line.id}
              line={line}
              number={index + 1}
              active={active.id === line.id ? active.column : null}
              suggest={props.suggest}
              today={props.today}
              actions={actions}
              extra={isBlank(line) ? null : props.lineActions?.(line)}
            />
          ))}
        </tbody>
      </table>
      <GridStrips
        state={state}
        dispatch={dispatch}
        scan={scan}
        scanOffered={scanOffered}
        onScan={toggleScan}
      />
      <KeyHints submits={props.onSubmit !== undefined} />
    </div>
  );
}
