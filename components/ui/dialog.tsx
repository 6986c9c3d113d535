"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useState } from "react";
import { Button } from "./button";
import { cn } from "./cn";

export type DialogProps = {
  title: string;
  description?: ReactNode;
  /** Opens it; focus returns there. Without one, control `open`. */
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  children?: ReactNode;
  /** Buttons, the main one last. */
  footer?: ReactNode;
  size?: "sm" | "md" | "lg";
};

const WIDTH = { sm: "max-w-md", md: "max-w-xl", lg: "max-w-4xl" } as const;

export function Dialog({
  title,
  description,
  trigger,
  open,
  onOpenChange,
  children,
  footer,
  size = "md",
}: DialogProps) {
  return (
    <Radix.Root
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
    >
      {trigger ? <Radix.Trigger asChild>{trigger}</Radix.Trigger> : null}
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          onOpenAutoFocus={beginAtFirstControl}
          className={cn(
            "fixed top-[10vh] left-1/2 z-40 flex max-h-[80vh] w-[calc(100vw-2rem)] -translate-x-1/2 flex-col rounded-lg border border-line-strong bg-surface shadow-layer focus:outline-none",
            WIDTH[size],
          )}
        >
          <LayerHeader title={title} description={description} />
          <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5">{children}</div>
          {footer ? (
            <div className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">
              {footer}
            </div>
          ) : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** A dialog with controls begins at the first of them, what it says chosen, ready to be typed over. */
function beginAtFirstControl(event: Event) {
  const control =
    event.currentTarget instanceof HTMLElement
      ? event.currentTarget.querySelector<HTMLElement>("input, select, textarea")
      : null;
  if (control !== null) {
    event.preventDefault();
    control.focus();
    if (control instanceof HTMLInputElement) {
      control.select();
    }
  }
}

/** Title, description and the cross; shared with the sheet. */
export function LayerHeader({ title, description }: { title: string; description?: ReactNode }) {
  return (
    <div className="flex items-start gap-4 px-5 pt-4 pb-3">
      <div className="min-w-0 flex-1">
        <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
        {description ? (
          <Radix.Description className="mt-0.5 text-muted">{description}</Radix.Description>
        ) : null}
      </div>
      <Radix.Close asChild>
        <Button variant="ghost" size="dense" square aria-label="Close" className="-mr-2">
          <X aria-hidden="true" />
        </Button>
      </Radix.Close>
    </div>
  );
}

/** Closes the dialog or sheet it stands in. */
export function DialogClose({ children }: { children: ReactNode }) {
  return <Radix.Close asChild>{children}</Radix.Close>;
}

export type ConfirmDialogProps = {
  trigger: ReactNode;
  title: string;
  /** What will happen, in numbers. */
  children?: ReactNode;
  confirmLabel: string;
  danger?: boolean;
  /** The dialog closes when it resolves; a rejection leaves it open. */
  onConfirm: () => Promise<void>;
};

/** For what cannot be undone. What can be undone is done at once, with an undo in its toast. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const [open, setOpen] = useState(false);
  const [pending, setPending] = useState(false);
  const confirm = async () => {
    setPending(true);
    try {
      await props.onConfirm();
      setOpen(false);
    } finally {
      setPending(false);
    }
  };
  return (
    <Dialog
      size="sm"
      title={props.title}
      trigger={props.trigger}
      open={open}
      onOpenChange={setOpen}
      footer={
        <>
          <DialogClose>
            <Button variant="ghost">Keep as it is</Button>
          </DialogClose>
          <Button
            variant={props.danger ? "danger" : "primary"}
            pending={pending}
            onClick={() => void confirm()}
          >
            {props.confirmLabel}
          </Button>
        </>
      }
    >
      {props.children}
    </Dialog>
  );
}
