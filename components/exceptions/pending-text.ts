import type { ResolutionKind } from "@/server/oms/desk/types";

/** What is said of a resolution that somebody else has to carry out first. */
export const pendingText = (kind: ResolutionKind, label: string): string =>
  kind === "ask_substitute"
    ? "Asked by mail: it closes when the customer accepts and nothing waits any more"
    : `${label}: asked for, it closes when it went through`;
