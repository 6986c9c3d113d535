"use client";

import { type KeyboardEvent, type ReactNode, type SyntheticEvent, useId, useState } from "react";
import type { ApiRefusal } from "@/components/api-fault";
import { useCommand } from "@/components/fulfillment/use-command";
import { Button, type ButtonProps } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog, DialogClose } from "@/components/ui/dialog";
import { FormErrors } from "@/components/ui/form-errors";

/** One sentence per control, by its name. */
export type FieldErrors = Readonly<Record<string, string>>;

export type CommandDialogProps<Input> = {
  /** Words of the button that opens it. */
  trigger: ReactNode;
  triggerProps?: Pick<
    ButtonProps,
    "variant" | "size" | "disabledReason" | "aria-label" | "className"
  >;
  title: string;
  description?: ReactNode;
  /** A verb with its object. */
  confirm: string;
  danger?: boolean;
  size?: "sm" | "md" | "lg";
  /** What the controls say now. */
  input: Input;
  /** Ask for it; answers what was done, in the past tense. */
  send: (request: { idempotencyKey: string; input: Input }) => Promise<string>;
  /** Begin again with what the controls say at first. */
  onOpen: () => void;
  /** The controls, each told what is wrong with it. */
  children: (errors: FieldErrors) => ReactNode;
};

const errorsOf = (refusal: ApiRefusal | null): FieldErrors =>
  Object.fromEntries((refusal?.faults ?? []).map(({ field, message }) => [field, message]));

/**
 * One command with a few controls. What is wrong stands at its control; the dialog closes only when
 * the command ran, and what it did is said in a toast.
 */
export function CommandDialog<Input>(props: CommandDialogProps<Input>) {
  const { title, description, confirm, danger = false, size, input, send } = props;
  const formId = useId();
  const [isOpen, setOpen] = useState(false);
  const { run, isPending, refusal, dismiss } = useCommand(
    async (request: { idempotencyKey: string; input: Input }) => ({
      sentence: await send(request),
    }),
  );
  const change = (isNowOpen: boolean) => {
    dismiss();
    if (isNowOpen) {
      props.onOpen();
    }
    setOpen(isNowOpen);
  };
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!isPending && (await run(input)) !== null) {
      setOpen(false);
    }
  };
  const errors = errorsOf(refusal);
  return (
    <Dialog
      title={title}
      {...(description ? { description } : {})}
      {...(size ? { size } : {})}
      open={isOpen}
      onOpenChange={change}
      trigger={<Button {...props.triggerProps}>{props.trigger}</Button>}
      footer={
        <>
          <DialogClose>
            <Button variant="ghost">Cancel</Button>
          </DialogClose>
          <Button
            type="submit"
            form={formId}
            variant={danger ? "danger" : "primary"}
            pending={isPending}
            keys="mod+enter"
          >
            {confirm}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        noValidate
        className="grid gap-4"
        onSubmit={(event) => void submit(event)}
        onKeyDown={submitByKeys}
      >
        <FormErrors errors={errors} />
        {refusal !== null && Object.keys(errors).length === 0 ? (
          <div role="alert">
            <Callout tone="error" title={refusal.message} />
          </div>
        ) : null}
        {props.children(errors)}
      </form>
    </Dialog>
  );
}

function submitByKeys(event: KeyboardEvent<HTMLFormElement>) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    event.currentTarget.requestSubmit();
  }
}
