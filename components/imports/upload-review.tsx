"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { refusalOf } from "@/components/api-fault";
import { useApi, useApiClient } from "@/components/api-provider";
import { type DetectedFile, FileFormat } from "@/components/feeds/file-format";
import { RowsToMend } from "@/components/feeds/rows-to-mend";
import { formatCount, formatQuantity } from "@/components/format";
import { useCommand } from "@/components/fulfillment/use-command";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Panel } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { Stat, StatRow } from "@/components/ui/stat";
import type { UploadCheck } from "@/server/oms/imports/queries-upload";
import { ChangeTable } from "./change-table";
import { type Mended, repairsOf, UnfitRows } from "./unfit-rows";
import { UploadColumns } from "./upload-columns";

/** What the file is, which column is which field, what is wrong, and what it would do: then it is done. */
export function UploadReview({ uploadId }: { uploadId: string }) {
  const api = useApi();
  const { data, error } = useQuery({
    ...api.imports.inspectUpload.queryOptions({ uploadId }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (error !== null) {
    return <Callout tone="error" title={refusalOf(error).message} />;
  }
  return data === undefined ? (
    <Skeleton className="h-40" />
  ) : (
    <Reviewed uploadId={uploadId} file={data} />
  );
}

type File = DetectedFile & {
  readonly fields: readonly string[];
  readonly chosen: Readonly<Record<string, string | undefined>>;
};

type Columns = Readonly<Record<string, string>>;

const chosenOf = (chosen: File["chosen"]): Columns =>
  Object.fromEntries(
    Object.entries(chosen).flatMap(([field, column]) =>
      column === undefined ? [] : [[field, column]],
    ),
  );

function Reviewed({ uploadId, file }: { uploadId: string; file: File }) {
  const api = useApi();
  const [columns, setColumns] = useState(() => chosenOf(file.chosen));
  const [typed, setTyped] = useState<Mended>({});
  const [mended, setMended] = useState<Mended>({});
  const needed = file.fields[0] ?? "";
  const isChosen = columns[needed] !== undefined;
  const repairs = repairsOf(mended);
  const check = useQuery({
    ...api.imports.checkUpload.queryOptions({ uploadId, columns, repairs }),
    enabled: isChosen,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const isUnchecked = JSON.stringify(typed) !== JSON.stringify(mended);
  const refusal = check.error === null ? null : refusalOf(check.error);
  return (
    <div className="grid gap-4">
      <Panel title="The file">
        <FileFormat file={file} />
        <UploadColumns file={file} needed={needed} chosen={columns} onChange={setColumns} />
      </Panel>
      {refusal === null ? null : (
        <Callout tone="error" title={refusal.message}>
          {refusal.faults.map(({ message }) => message).join(" ")}
        </Callout>
      )}
      {check.data === undefined || !isChosen ? (
        <p className="text-muted">{isChosen ? "Reading all rows…" : "Choose the columns first."}</p>
      ) : (
        <>
          <RowsToMend
            read={check.data.read}
            rejected={check.data.rejected}
            shown={check.data.unfit.length}
            isUnchecked={isUnchecked}
            isChecking={check.isFetching}
            onCheck={() => setMended(typed)}
          >
            <UnfitRows rows={check.data.unfit} mended={typed} onMend={setTyped} />
          </RowsToMend>
          <Effect check={check.data} />
          <Commit
            uploadId={uploadId}
            check={check.data}
            input={{ columns, repairs }}
            waiting={check.isFetching ? "It is being checked" : isUnchecked && "Check again first"}
          />
        </>
      )}
    </div>
  );
}

function Effect({ check }: { check: UploadCheck }) {
  const { created, updated, unchanged, merged, rejected, changes } = check;
  return (
    <>
      <StatRow label="What it would do">
        <Stat label="New" value={created} />
        <Stat label="Changed" value={updated} />
        <Stat label="Unchanged" value={unchanged} />
        <Stat label="Said twice" value={merged} />
        <Stat label="Refused" value={rejected} />
      </StatRow>
      {changes.length === 0 ? null : (
        <Panel
          title="What would change"
          meta={changes.length < created + updated ? `the first ${changes.length}` : undefined}
          flush
        >
          <ChangeTable label="What would change" changes={changes} />
        </Panel>
      )}
    </>
  );
}

type CommitProps = {
  uploadId: string;
  check: UploadCheck;
  input: { columns: Columns; repairs: ReturnType<typeof repairsOf> };
  waiting: string | false;
};

function Commit({ uploadId, check, input, waiting }: CommitProps) {
  const client = useApiClient();
  const router = useRouter();
  const finish = useCommand(async ({ idempotencyKey }: { idempotencyKey: string; input: null }) => {
    await client.imports.finishUpload.mutate({ idempotencyKey, input: { uploadId, ...input } });
    router.refresh();
    return { sentence: "Import begun" };
  });
  const dismiss = useCommand(
    async ({ idempotencyKey }: { idempotencyKey: string; input: null }) => {
      await client.imports.dismissUpload.mutate({ idempotencyKey, input: { uploadId } });
      router.push("/admin/imports");
      return { sentence: "File dismissed" };
    },
  );
  const { rejected, read } = check;
  const refusal = finish.refusal ?? dismiss.refusal;
  return (
    <div className="grid gap-3">
      {refusal === null ? null : (
        <div role="alert">
          <Callout tone="error" title={refusal.message} />
        </div>
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          variant="primary"
          pending={finish.isPending}
          disabledReason={waiting || (read === rejected && "No row of it can be taken")}
          onClick={() => void finish.run(null)}
        >
          {rejected === 0
            ? `Import ${formatCount(read, "row")}`
            : `Import ${formatCount(read - rejected, "row")}, refuse ${formatQuantity(rejected)}`}
        </Button>
        <Button variant="ghost" pending={dismiss.isPending} onClick={() => void dismiss.run(null)}>
          Dismiss
        </Button>
      </div>
    </div>
  );
}
