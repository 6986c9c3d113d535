"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "./button";

export type CopyButtonProps = { text: string; label: string; className?: string };

/** Copies an identifier or a link and says so for two seconds. */
export function CopyButton({ text, label, className }: CopyButtonProps) {
  const [state, setState] = useState<"idle" | "copied" | "refused">("idle");
  useEffect(() => {
    if (state === "idle") {
      return;
    }
    const timer = setTimeout(() => setState("idle"), 2000);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState("copied");
    } catch {
      setState("refused");
    }
  };
  const words = { idle: label, copied: "Copied", refused: "The browser refused to copy" };
  return (
    <Button
      variant="ghost"
      size="dense"
      square
      aria-label={words[state]}
      tooltip={words[state]}
      onClick={() => void copy()}
      {...(className ? { className } : {})}
    >
      {state === "copied" ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
    </Button>
  );
}
