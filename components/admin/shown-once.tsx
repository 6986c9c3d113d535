"use client";

import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { Ident } from "@/components/ui/figures";

export type ShownOnceProps = {
  /** "key" or "secret". */
  noun: string;
  description: string;
  /** Null: there is nothing to show. */
  secret: string | null;
  onDone: () => void;
};

/** A secret, once. */
export function ShownOnce({ noun, description, secret, onDone }: ShownOnceProps) {
  return (
    <Dialog
      title={`Copy the ${noun} now`}
      description={description}
      open={secret !== null}
      onOpenChange={(isOpen) => !isOpen && onDone()}
      footer={
        <Button variant="primary" onClick={onDone}>
          I have copied it
        </Button>
      }
    >
      <p className="flex items-center gap-2 rounded-sm bg-sunken px-3 py-2">
        <Ident className="min-w-0 break-all">{secret}</Ident>
        <CopyButton text={secret ?? ""} label={`Copy the ${noun}`} />
      </p>
    </Dialog>
  );
}
