"use client";

import { CircleAlert } from "lucide-react";
import { Toaster as Sonner, toast as sonner } from "sonner";
import { Glyph } from "./glyph";

/** Bottom right on screens, full width on phones; stacked; errors stay until dismissed. */
export function Toaster() {
  return (
    <Sonner
      position="bottom-right"
      gap={8}
      visibleToasts={5}
      expand
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-full items-start gap-2.5 rounded-md border border-line-strong bg-surface px-3 py-2.5 text-sm text-ink shadow-layer sm:w-[22.5rem]",
          content: "min-w-0 flex-1",
          title: "font-medium",
          description: "text-muted",
          icon: "mt-1 flex size-3.5 items-center justify-center",
          actionButton: "link shrink-0 self-center px-1 font-medium",
          closeButton:
            "order-last -mr-1 flex size-6 shrink-0 items-center justify-center rounded-sm text-muted hover:text-ink [&>svg]:size-3.5",
        },
      }}
      icons={{
        success: <Glyph name="full" tone="success" />,
        error: <CircleAlert aria-hidden="true" className="size-3.5 text-critical-dot" />,
        info: <Glyph name="half" tone="progress" />,
      }}
    />
  );
}

export type ToastOptions = {
  description?: string;
  /** "Undo", "Open". */
  action?: { label: string; run: () => void };
};

function options({ description, action }: ToastOptions) {
  return {
    ...(description ? { description } : {}),
    ...(action ? { action: { label: action.label, onClick: action.run } } : {}),
  };
}

/** What happened, past tense: "Order placed". Refusals tied to a field stand at the field instead. */
export const toast = {
  done: (sentence: string, rest: ToastOptions = {}) =>
    void sonner.success(sentence, { ...options(rest), duration: 4000 }),
  info: (sentence: string, rest: ToastOptions = {}) =>
    void sonner.info(sentence, { ...options(rest), duration: 4000 }),
  failed: (sentence: string, rest: ToastOptions = {}) =>
    void sonner.error(sentence, {
      ...options(rest),
      duration: Number.POSITIVE_INFINITY,
      closeButton: true,
    }),
};
