"use client";

import { formatTime } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import type { DraftState } from "./draft-saver";

export type DraftStatusProps = { state: DraftState; zone: string };

/** "Saved 10:31:04": quiet while all is well. */
export function DraftStatus({ state, zone }: DraftStatusProps) {
  const words = {
    idle: "",
    saving: "Saving…",
    saved: state.kind === "saved" ? `Saved ${formatTime(state.at, zone, true)}` : "",
    waiting: "Not saved yet",
    stale: "Not saved",
    refused: "Not saved",
  };
  return <span className="figures text-xs text-muted">{words[state.kind]}</span>;
}

export type DraftTroubleProps = {
  state: DraftState;
  onOverwrite: () => void;
  onReload: () => void;
};

/** What keeps the draft from being saved, and the ways out; nothing while all is well. */
export function DraftTrouble({ state, onOverwrite, onReload }: DraftTroubleProps) {
  return (
    <div role="alert" className="empty:hidden">
      {state.kind === "waiting" ? (
        <Callout tone="warning" title="The server does not answer">
          What you type is kept in this browser and saved as soon as the server is back.
        </Callout>
      ) : null}
      {state.kind === "refused" ? (
        <Callout tone="error" title="This draft was not saved">
          {state.message}
        </Callout>
      ) : null}
      {state.kind === "stale" ? (
        <Callout
          tone="warning"
          title="This draft was changed in another window"
          action={
            <span className="flex gap-2">
              <Button size="dense" onClick={onReload}>
                Load the other one
              </Button>
              <Button size="dense" onClick={onOverwrite}>
                Keep this one
              </Button>
            </span>
          }
        >
          Nothing of either is lost until you choose.
        </Callout>
      ) : null}
    </div>
  );
}
