"use client";

import { useRouter } from "next/navigation";
import { type SyntheticEvent, useState } from "react";
import { refusalOf } from "@/components/api-fault";
import { useApiClient } from "@/components/api-provider";
import { formatPercent } from "@/components/format";
import { saveFile } from "@/components/save-file";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { FormErrors } from "@/components/ui/form-errors";
import { Select } from "@/components/ui/select";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import type { FeedMode } from "@/server/oms/inventory/types";
import { FileDrop } from "./file-drop";
import { FILE_BYTES_MAX, sendFile } from "./send-file";

type SourceChoice = {
  readonly code: string;
  readonly name: string;
  readonly defaultMode: FeedMode;
  readonly nodes: readonly string[];
};

const MODES: Record<FeedMode, string> = {
  delta: "Some positions: what is not named stays as it is",
  full: "All of its stock: what is not named is empty",
};

type Errors = Readonly<Record<string, string>>;

/** Which source speaks, in which mode, and its file; what it holds is looked at on the next page. */
export function UploadForm({ sources }: { sources: readonly SourceChoice[] }) {
  const client = useApiClient();
  const router = useRouter();
  const [code, setCode] = useState(sources.length === 1 ? (sources[0]?.code ?? "") : "");
  const [mode, setMode] = useState<FeedMode | "">("");
  const [order, setOrder] = useState({ sequence: "", asOf: "" });
  const [file, setFile] = useState<File | null>(null);
  const [errors, setErrors] = useState<Errors>({});
  const [sent, setSent] = useState<number | null>(null);
  const source = sources.find((each) => each.code === code);

  const send = async (event: SyntheticEvent) => {
    event.preventDefault();
    const wrong = faultsOf({ code, file, ...order });
    setErrors(wrong);
    if (Object.keys(wrong).length > 0 || file === null || sent !== null) {
      return;
    }
    setSent(0);
    try {
      const { jobId } = await client.inventory.openFeedJob.mutate({
        idempotencyKey: crypto.randomUUID(),
        input: {
          source: code,
          fileName: file.name,
          ...(mode === "" ? {} : { mode }),
          ...toldOf(order),
        },
      });
      await sendFile(client, jobId, file, setSent);
      router.push(`/admin/feeds/uploads/${jobId}`);
    } catch (error) {
      const { message, faults } = refusalOf(error);
      const named = faults.map((fault) => [fault.field, fault.message]);
      setErrors(named.length > 0 ? Object.fromEntries(named) : { file: message });
      setSent(null);
    }
  };

  return (
    <form noValidate className="grid max-w-160 gap-4" onSubmit={(event) => void send(event)}>
      <FormErrors errors={errors} />
      <Field
        label="Source"
        required
        error={errors.source}
        {...(source ? { help: `Speaks for ${source.nodes.join(", ")}` } : {})}
      >
        {(control) => (
          <Select
            {...control}
            name="source"
            placeholder="Choose who says it"
            options={sources.map((each) => ({ value: each.code, label: each.name }))}
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        )}
      </Field>
      <SelectField
        label="The file tells"
        error={errors.mode}
        name="mode"
        options={(["delta", "full"] as const).map((value) => ({ value, label: MODES[value] }))}
        value={mode === "" ? (source?.defaultMode ?? "delta") : mode}
        change={(chosen) => setMode(chosen as FeedMode)}
      />
      <OrderFields
        order={order}
        errors={errors}
        onChange={(part) => setOrder({ ...order, ...part })}
      />
      <FileDrop file={file} error={errors.file} onFile={setFile} />
      <div className="flex flex-wrap gap-2">
        <Button
          type="submit"
          variant="primary"
          pending={sent === null ? false : `Sending, ${formatPercent(sent)}`}
        >
          Read the file
        </Button>
        <Button variant="ghost" onClick={() => saveFile("sku,node,on_hand\r\n", "stock-feed.csv")}>
          Download a template
        </Button>
      </div>
    </form>
  );
}

type Order = { readonly sequence: string; readonly asOf: string };

const toldOf = ({ sequence, asOf }: Order) => ({
  ...(sequence.trim() === "" ? {} : { sequence: Number(sequence) }),
  ...(asOf === "" ? {} : { asOf: new Date(asOf).toISOString() }),
});

type OrderFieldsProps = { order: Order; errors: Errors; onChange: (part: Partial<Order>) => void };

/** Where the file stands among the feeds of its source. */
function OrderFields({ order, errors, onChange }: OrderFieldsProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        label="Number"
        name="sequence"
        isNumber
        help="The source's own, rising; if it has one"
        value={order.sequence}
        change={(sequence) => onChange({ sequence })}
        error={errors.sequence}
      />
      <TextField
        label="Counted at"
        name="asOf"
        type="datetime-local"
        help="Your time; empty: now"
        value={order.asOf}
        change={(asOf) => onChange({ asOf })}
        error={errors.asOf}
      />
    </div>
  );
}

type Typed = { readonly code: string; readonly sequence: string; readonly file: File | null };

function faultsOf({ code, sequence, file }: Typed): Errors {
  return {
    ...(code === "" ? { source: "Choose the source" } : {}),
    ...(/^\d*$/.test(sequence.trim()) ? {} : { sequence: "Write a whole number" }),
    ...(file === null ? { file: "Choose a file" } : {}),
    ...(file !== null && file.size > FILE_BYTES_MAX
      ? { file: `${file.name} is larger than 200 MiB; import it by the command line` }
      : {}),
  };
}
