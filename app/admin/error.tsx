"use client";

import { ErrorPanel } from "@/components/ui/error-panel";

type Props = { error: Error & { digest?: string }; reset: () => void };

/** A screen that failed: the frame around it lives. */
export default function AdminError({ error, reset }: Props) {
  return (
    <ErrorPanel title="This screen could not be loaded" reference={error.digest} onRetry={reset} />
  );
}
