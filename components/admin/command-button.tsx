"use client";

import { useEffect } from "react";
import { useCommand } from "@/components/fulfillment/use-command";
import { Button, type ButtonProps } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";

export type CommandButtonProps = Pick<
  ButtonProps,
  "variant" | "size" | "aria-label" | "disabledReason"
> & {
  label: string;
  /** Ask for it; answers what was done, in the past tense. */
  run: (idempotencyKey: string) => Promise<string>;
};

/** One command that needs nothing more than the press. A refusal stays on the screen until read. */
export function CommandButton({ label, run, ...look }: CommandButtonProps) {
  const command = useCommand(
    async ({ idempotencyKey }: { idempotencyKey: string; input: string }) => ({
      sentence: await run(idempotencyKey),
    }),
  );
  const { refusal, dismiss } = command;
  useEffect(() => {
    if (refusal !== null) {
      toast.failed(refusal.message);
      dismiss();
    }
  }, [refusal, dismiss]);
  return (
    <Button {...look} pending={command.isPending} onClick={() => void command.run(label)}>
      {label}
    </Button>
  );
}
