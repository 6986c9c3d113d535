"use client";

import { ScanBarcode } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { strokeOf } from "@/components/ui/hotkey-match";
import { controlClass } from "@/components/ui/input";
import { splitPrefix } from "./parse";
import type { GridControl } from "./use-grid-state";

export type ScanBarProps = { control: GridControl; onSubmit: () => void; onClose: () => void };

/**
 * Scan mode: one field that keeps the focus; every scan adds one (or what stands before a `*`).
 * A scanner ends with Enter, so no Enter may reach a button while it is on.
 */
export function ScanBar({ control, onSubmit, onClose }: ScanBarProps) {
  const input = useRef<HTMLInputElement>(null);
  const queue = useRef(Promise.resolve());
  const [last, setLast] = useState<{ code: string; known: boolean; count: number } | null>(null);
  useEffect(() => {
    input.current?.focus();
    const guard = (event: globalThis.KeyboardEvent) => {
      const plainEnter = event.key === "Enter" && !event.ctrlKey && !event.metaKey;
      if (plainEnter && event.target !== input.current) {
        event.preventDefault();
        event.stopPropagation();
        input.current?.focus();
      }
    };
    document.addEventListener("keydown", guard, true);
    return () => document.removeEventListener("keydown", guard, true);
  }, []);
  const scan = (text: string) => {
    const { code, quantityText } = splitPrefix(text);
    if (code === "") {
      return;
    }
    queue.current = queue.current.then(async () => {
      const rows = [{ code, quantityText: quantityText ?? "1", note: "" }];
      const report = await control.bring(rows, false);
      const known = report.unknown === 0 && !report.refused;
      setLast((before) => ({ code, known, count: (before?.count ?? 0) + 1 }));
    });
  };
  const take = (field: HTMLInputElement) => {
    scan(field.value);
    field.value = "";
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const field = event.currentTarget;
    const bound: Record<string, (() => void) | undefined> = {
      enter: () => take(field),
      "mod+enter": () => {
        take(field);
        void queue.current.then(onSubmit);
      },
      "mod+b": onClose,
      escape: onClose,
    };
    const run = bound[strokeOf(event)];
    if (run) {
      event.preventDefault();
      event.stopPropagation();
      run();
    }
  };
  return (
    <div className="flex flex-wrap items-center gap-3 border-b border-line bg-selected px-3 py-1.5">
      <ScanBarcode aria-hidden="true" className="size-4 stroke-[1.5]" />
      <label htmlFor="scan-field" className="font-medium">
        Scan mode
      </label>
      <input
        ref={input}
        id="scan-field"
        autoComplete="off"
        spellCheck={false}
        placeholder="Scan, or 12*number"
        onKeyDown={onKeyDown}
        className={controlClass("staff", "ident w-64")}
      />
      <span role="status" className={last && !last.known ? "text-critical-fg" : "text-muted"}>
        {last ? (
          <>
            {last.count}: <span className="ident">{last.code}</span>{" "}
            {last.known ? "added" : "is not known; it stays as a red line"}
          </>
        ) : null}
      </span>
      <Button
        variant="ghost"
        size="dense"
        keys="mod+b"
        tooltip="Leave scan mode"
        className="ml-auto"
        onClick={onClose}
      >
        Leave scan mode
      </Button>
    </div>
  );
}
