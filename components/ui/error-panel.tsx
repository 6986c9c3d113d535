"use client";

import { Button } from "./button";
import { CopyButton } from "./copy-button";

export type ErrorPanelProps = {
  /** What failed: "The order list could not be loaded". */
  title: string;
  /** Next's digest or the API's request id: what support needs. */
  reference?: string | undefined;
  onRetry?: () => void;
};

/** A part of the page that failed, in its own place; the rest of the page lives. */
export function ErrorPanel({ title, reference, onRetry }: ErrorPanelProps) {
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-sm border border-l-3 border-line border-l-critical-dot bg-surface px-4 py-3"
    >
      <div className="min-w-0 flex-1">
        <p className="font-medium text-critical-fg">{title}</p>
        {reference ? (
          <p className="flex items-center gap-1 text-xs text-muted">
            Reference <span className="ident">{reference}</span>
            <CopyButton text={reference} label="Copy the reference" />
          </p>
        ) : null}
      </div>
      {onRetry ? <Button onClick={onRetry}>Try again</Button> : null}
    </div>
  );
}
