"use client";

import { Upload } from "lucide-react";
import { type ChangeEvent, useRef, useState } from "react";
import { formatQuantity } from "@/components/format";
import { Button } from "@/components/ui/button";
import type { ButtonSize } from "@/components/ui/button-class";
import { decodeTextFile, FILE_BYTES_MAX } from "./read-text-file";

export type ListUploadProps = {
  /** Takes the file's text, as if it were pasted. */
  onText: (text: string) => void;
  size?: ButtonSize;
};

/** A CSV file with a number and a quantity per line; what it brings is counted by the grid. */
export function ListUpload({ onText, size = "staff" }: ListUploadProps) {
  const input = useRef<HTMLInputElement>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const take = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.currentTarget.files?.[0];
    event.currentTarget.value = "";
    if (file === undefined) {
      return;
    }
    if (file.size > FILE_BYTES_MAX) {
      setRefusal(
        `${file.name} has ${formatQuantity(file.size)} bytes; a list of at most ${formatQuantity(FILE_BYTES_MAX)} fits here`,
      );
      return;
    }
    setRefusal(null);
    onText(decodeTextFile(new Uint8Array(await file.arrayBuffer())));
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".csv,.tsv,.txt,text/csv,text/plain"
        aria-label="CSV file with numbers and quantities"
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => void take(event)}
      />
      <Button
        size={size}
        tooltip="CSV or text: a number and a quantity per line, with or without headings"
        onClick={() => input.current?.click()}
      >
        <Upload aria-hidden="true" />
        Upload a list
      </Button>
      <span role="alert" className="text-xs text-critical-fg">
        {refusal}
      </span>
    </>
  );
}
