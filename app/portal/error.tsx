"use client";

import { ErrorPanel } from "@/components/ui/error-panel";

/** A page of the portal that failed; the frame around it lives. */
export default function PortalError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <ErrorPanel
      title="This page could not be loaded. Nothing you typed is lost."
      reference={error.digest}
      onRetry={reset}
    />
  );
}
