"use client";

import { Upload } from "lucide-react";
import { type DragEvent, useState } from "react";
import { formatQuantity } from "@/components/format";
import { cn } from "@/components/ui/cn";
import { Field } from "@/components/ui/field";

type FileDropProps = {
  file: File | null;
  error: string | undefined;
  onFile: (file: File) => void;
};

const ACCEPTED = ".csv,.tsv,.txt,.gz,text/csv,text/plain,application/gzip";

/** A file, chosen or dropped. The browser's own control stays, for the keyboard and for phones. */
export function FileDrop({ file, error, onFile }: FileDropProps) {
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [dropped] = event.dataTransfer.files;
    if (dropped !== undefined) {
      onFile(dropped);
    }
  };
  const over = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  return (
    <Field
      label="File"
      required
      error={error}
      help="CSV or TSV, plain or packed (.gz), in any encoding, with a row of column names"
    >
      {(control) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the input inside is the control.
        <div
          onDragOver={over}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
          className={cn(
            "flex flex-wrap items-center gap-3 rounded-sm border border-dashed border-control px-3 py-4",
            isOver && "bg-selected",
          )}
        >
          <Upload aria-hidden="true" className="size-4 shrink-0 stroke-[1.5] text-muted" />
          <input
            {...control}
            type="file"
            name="file"
            accept={ACCEPTED}
            className="max-w-full min-w-0 text-sm"
            onChange={(event) => {
              const [chosen] = event.currentTarget.files ?? [];
              if (chosen !== undefined) {
                onFile(chosen);
              }
            }}
          />
          <span aria-live="polite" className="text-muted">
            {file === null
              ? "or drop it here"
              : `${file.name}, ${formatQuantity(Math.ceil(file.size / 1_024))} KiB`}
          </span>
        </div>
      )}
    </Field>
  );
}
