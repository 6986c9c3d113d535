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
      className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-md border border-critical-dot/50 bg-critical-bg px-4 py-3 text-critical-fg"
    >
      <div className="min-w-0 flex-1">
        <p className="font-medium">{title}</p>
        {reference ? (
          <p className="flex items-center gap-1 text-xs">
            Reference <span className="ident">{reference}</span>
            <CopyButton text={reference} label="Copy the reference" />
          </p>
        ) : null}
      </div>
      {onRetry ? <Button onClick={onRetry}>Try again</Button> : null}
    </div>
  );
}
