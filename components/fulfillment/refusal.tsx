"use client";

import type { ApiRefusal } from "@/components/api-fault";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";

export type RefusalProps = {
  refusal: ApiRefusal | null;
  title: string;
  onDismiss: () => void;
};

/** What was not done and why. Stands until somebody has read it. */
export function Refusal({ refusal, title, onDismiss }: RefusalProps) {
  if (refusal === null) {
    return null;
  }
  return (
    <div role="alert">
      <Callout
        tone="error"
        title={title}
        action={
          <Button size="dense" onClick={onDismiss}>
            Dismiss
          </Button>
        }
      >
        <p>{refusal.message}</p>
        {refusal.faults.map((fault) => (
          <p key={`${fault.field} ${fault.code}`}>{fault.message}</p>
        ))}
      </Callout>
    </div>
  );
}
