"use client";

import { useRouter } from "next/navigation";
import { type SyntheticEvent, useState } from "react";
import { refusalOf } from "@/components/api-fault";
import { useApiClient } from "@/components/api-provider";
import { FileDrop } from "@/components/feeds/file-drop";
import { partsOf, sendParts } from "@/components/feeds/send-file";
import { formatPercent } from "@/components/format";
import { saveFile } from "@/components/save-file";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { FormErrors } from "@/components/ui/form-errors";
import { Select } from "@/components/ui/select";
import { type UploadKind, uploadKinds } from "@/server/oms/imports/types-undo";
import { UPLOADS } from "./import-words";

type Errors = Readonly<Record<string, string>>;

/** As much as one upload may bring. */
const FILE_BYTES_MAX = 20_000_000;

/** What a file holds, and the file; what is in it is looked at on the next page. */
export function UploadForm() {
  const client = useApiClient();
  const router = useRouter();
  const [kind, setKind] = useState<UploadKind>("customers");
  const [file, setFile] = useState<File | null>(null);
  const [errors, setErrors] = useState<Errors>({});
  const [sent, setSent] = useState<number | null>(null);

  const send = async (event: SyntheticEvent) => {
    event.preventDefault();
    const wrong = faultOf(file);
    setErrors(wrong === null ? {} : { file: wrong });
    if (file === null || wrong !== null || sent !== null) {
      return;
    }
    setSent(0);
    try {
      const { uploadId } = await client.imports.openUpload.mutate({
        idempotencyKey: crypto.randomUUID(),
        input: { kind, fileName: file.name, parts: partsOf(file) },
      });
      const send = (idempotencyKey: string, part: { number: number; bytes: string }) =>
        client.imports.addUploadPart.mutate({ idempotencyKey, input: { uploadId, ...part } });
      await sendParts(file, send, setSent);
      router.push(`/admin/imports/uploads/${uploadId}`);
    } catch (error) {
      const { message, faults } = refusalOf(error);
      setErrors({ file: faults[0]?.message ?? message });
      setSent(null);
    }
  };

  return (
    <form noValidate className="grid max-w-160 gap-4" onSubmit={(event) => void send(event)}>
      <FormErrors errors={errors} />
      <Field label="The file holds">
        {(control) => (
          <Select
            {...control}
            name="kind"
            options={uploadKinds.map((value) => ({ value, label: UPLOADS[value].text }))}
            value={kind}
            onChange={(event) => setKind(event.target.value as UploadKind)}
          />
        )}
      </Field>
      <FileDrop file={file} error={errors.file} onFile={setFile} />
      <div className="flex flex-wrap gap-2">
        <Button
          type="submit"
          variant="primary"
          pending={sent === null ? false : `Sending, ${formatPercent(sent)}`}
        >
          Read the file
        </Button>
        <Button
          variant="ghost"
          onClick={() => saveFile(`${UPLOADS[kind].template}\r\n`, `${kind}.csv`)}
        >
          Download a template
        </Button>
      </div>
    </form>
  );
}

function faultOf(file: File | null): string | null {
  if (file === null) {
    return "Choose a file";
  }
  return file.size > FILE_BYTES_MAX
    ? `${file.name} is larger than 20 MB; import it by the command line`
    : null;
}
