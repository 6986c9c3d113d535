"use client";

import { formatQuantity } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Kbd } from "@/components/ui/kbd";
import type { GridAction, GridState } from "./grid-state";
import type { PasteReport } from "./types";

export function reportText(report: PasteReport): string {
  const parts = [
    `${formatQuantity(report.read)} read`,
    `${formatQuantity(report.added)} added`,
    `${formatQuantity(report.merged)} merged`,
    `${formatQuantity(report.unknown)} unknown`,
  ];
  return parts.join(" · ");
}

const STRIP =
  "figures flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 border-t border-line bg-sunken px-3 py-1";

type StripProps = { state: GridState; dispatch: (action: GridAction) => void };

function PasteStrip({ state, dispatch }: StripProps) {
  const { report } = state;
  if (!report) {
    return null;
  }
  const dismiss = () => dispatch({ type: "dismiss_report" });
  if (report.refused) {
    return (
      <Callout
        tone="error"
        className="m-2"
        action={<Button onClick={dismiss}>Dismiss</Button>}
        title={`${formatQuantity(report.read)} lines read, none added`}
      >
        {report.refused}
      </Callout>
    );
  }
  return (
    <div className={STRIP}>
      <span>{reportText(report)}</span>
      {report.unknown > 0 ? (
        <span className="text-critical-fg">
          Unknown numbers stay as red lines to correct or remove.
        </span>
      ) : null}
      {state.merges.length > 0 ? (
        state.replaced ? (
          <span className="text-muted">Pasted quantities replaced the ones that were there.</span>
        ) : (
          <span className="text-muted">
            Pasted quantities were added to lines already there.{" "}
            <button
              type="button"
              className="link"
              onClick={() => dispatch({ type: "replace_merged" })}
            >
              Replace instead
            </button>
          </span>
        )
      ) : null}
      <Button variant="ghost" size="dense" className="ml-auto" onClick={dismiss}>
        Dismiss
      </Button>
    </div>
  );
}

export type GridStripsProps = StripProps & {
  scan: boolean;
  scanOffered: boolean;
  onScan: () => void;
};

/** What happened to many lines at once, and the way back. Below the lines, so that none of them moves. */
export function GridStrips({ state, dispatch, scan, scanOffered, onScan }: GridStripsProps) {
  return (
    <div aria-live="polite">
      <PasteStrip state={state} dispatch={dispatch} />
      {state.removed ? (
        <div className={STRIP}>
          <span>
            <span className="ident">{state.removed.line.text || "Line"}</span> removed
          </span>
          <button type="button" className="link" onClick={() => dispatch({ type: "undo_remove" })}>
            Undo
          </button>
          <Kbd keys="mod+z" />
        </div>
      ) : null}
      {state.quoteFailed ? (
        <Callout
          tone="error"
          className="m-2"
          action={<Button onClick={() => dispatch({ type: "requote" })}>Try again</Button>}
        >
          Prices and dates did not load. What you typed is kept.
        </Callout>
      ) : null}
      {scanOffered && !scan ? (
        <div className={STRIP}>
          <span>That came in as fast as a scanner. In scan mode every scan adds one.</span>
          <button type="button" className="link" onClick={onScan}>
            Switch to scan mode
          </button>
          <Kbd keys="mod+b" />
        </div>
      ) : null}
    </div>
  );
}
