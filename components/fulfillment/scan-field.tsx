"use client";

import { ScanLine } from "lucide-react";
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from "react";
import type { ApiRefusal } from "@/components/api-fault";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { Glyph } from "@/components/ui/glyph";
import { useHotkeys } from "@/components/ui/hotkeys";
import { Input } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { readScan, type ScannedCode } from "./scan-code";
import { useScanMode } from "./use-scan-mode";

export type ScanResult =
  | { readonly ok: true; readonly sentence: string }
  | { readonly ok: false; readonly refusal: ApiRefusal };

export type ScanFieldProps = {
  /** "Picking", "Packing into parcel 2": what a scan does now. */
  doing: string;
  onScan: (scan: ScannedCode) => Promise<ScanResult>;
};

type Refused = { readonly id: number; readonly sentence: string };

const SHOWN_MAX = 4;

/**
 * Where scanners and fingers put codes. Codes are worked off one after the other, so none is lost
 * to a slow answer; what was done is listed beneath; a refused one stays until somebody says that
 * they have seen it.
 */
export function ScanField({ doing, onScan }: ScanFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const [isScanMode, setScanMode] = useState(true);
  const [text, setText] = useState("");
  const { accept, waiting, done, refused, dismiss } = useScanQueue(onScan);
  useScanMode(field, isScanMode);
  useHotkeys([
    {
      keys: "mod+b",
      label: isScanMode ? "Leave scan mode" : "Scan mode",
      group: "Scanning",
      run: () => setScanMode((on) => !on),
    },
  ]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && refused.length > 0) {
      dismiss();
      return;
    }
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey) {
      return;
    }
    event.preventDefault();
    const scan = readScan(text);
    setText("");
    if (scan !== null) {
      accept(scan);
    }
  };
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-end gap-3">
        <Field label="Scan or type a code" aside={doing} className="min-w-64 flex-1">
          {(control) => (
            <Input
              {...control}
              ref={field}
              ident
              size="public"
              value={text}
              onChange={(event) => setText(event.target.value)}
              onKeyDown={onKeyDown}
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              enterKeyHint="done"
              placeholder="12*CODE counts 12"
            />
          )}
        </Field>
        <Button
          size="public"
          aria-pressed={isScanMode}
          keys="mod+b"
          tooltip={
            isScanMode
              ? "Codes go to the field from anywhere, and Enter presses no button"
              : "Enter presses buttons again"
          }
          onClick={() => setScanMode((on) => !on)}
        >
          <ScanLine aria-hidden="true" />
          {isScanMode ? "Scan mode is on" : "Scan mode is off"}
        </Button>
      </div>
      <RefusedScans refused={refused} onDismiss={dismiss} />
      <ScanLog done={done} waiting={waiting} />
    </div>
  );
}

function useScanQueue(onScan: ScanFieldProps["onScan"]) {
  const [waiting, setWaiting] = useState(0);
  const [done, setDone] = useState<readonly Refused[]>([]);
  const [refused, setRefused] = useState<readonly Refused[]>([]);
  const tail = useRef<Promise<void>>(Promise.resolve());
  const count = useRef(0);
  const scanNow = useRef(onScan);
  useEffect(() => {
    scanNow.current = onScan;
  });
  const accept = useCallback((scan: ScannedCode) => {
    setWaiting((n) => n + 1);
    tail.current = tail.current.then(async () => {
      count.current += 1;
      const id = count.current;
      const result = await scanNow.current(scan);
      setWaiting((n) => n - 1);
      if (result.ok) {
        setDone((list) => [{ id, sentence: result.sentence }, ...list].slice(0, SHOWN_MAX));
      } else {
        setRefused((list) => [...list, { id, sentence: result.refusal.message }]);
      }
    });
  }, []);
  const dismiss = useCallback(() => setRefused([]), []);
  return { accept, waiting, done, refused, dismiss };
}

function RefusedScans({
  refused,
  onDismiss,
}: {
  refused: readonly Refused[];
  onDismiss: () => void;
}) {
  if (refused.length === 0) {
    return null;
  }
  return (
    <div role="alert">
      <Callout
        tone="error"
        title={refused.length === 1 ? "Refused scan" : `${refused.length} refused scans`}
        action={
          <Button size="staff" onClick={onDismiss}>
            Seen <Kbd keys="escape" />
          </Button>
        }
      >
        <ul className="text-md">
          {refused.map(({ id, sentence }) => (
            <li key={id}>{sentence}</li>
          ))}
        </ul>
      </Callout>
    </div>
  );
}

function ScanLog({ done, waiting }: { done: readonly Refused[]; waiting: number }) {
  return (
    <div aria-live="polite" className="min-h-5">
      {waiting > 0 ? (
        <p className="flex items-center gap-2 text-muted">
          <Glyph name="waiting" tone="progress" />
          {waiting === 1 ? "1 scan is being counted" : `${waiting} scans are being counted`}
        </p>
      ) : null}
      <ol className="flex flex-wrap gap-x-4 text-muted">
        {done.map(({ id, sentence }, index) => (
          <li key={id} className={index === 0 ? "flex items-center gap-2 text-ink" : undefined}>
            {index === 0 ? <Glyph name="full" tone="success" /> : null}
            {sentence}
          </li>
        ))}
      </ol>
    </div>
  );
}
