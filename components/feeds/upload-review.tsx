"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { refusalOf } from "@/components/api-fault";
import { useApi, useApiClient } from "@/components/api-provider";
import { formatCount, formatQuantity } from "@/components/format";
import { useCommand } from "@/components/fulfillment/use-command";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Checkbox } from "@/components/ui/checkbox";
import { Panel } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { type ColumnChoice, columnsOf, isWhole, mappingOf } from "./columns";
import { EffectPreview, type FeedCheck } from "./effect-preview";
import { FaultGroups, NO_REPAIRS, type Repairs } from "./fault-groups";
import { FileFormat, type InspectedFile } from "./file-format";
import { MappingFields } from "./mapping-fields";
import { RepairsMade } from "./repairs-made";
import { RowsToMend } from "./rows-to-mend";

type UploadReviewProps = {
  jobId: string;
  nodes: readonly string[];
};

/** What the file is, which column is what, what is wrong, and what it would do: then it is done. */
export function UploadReview({ jobId, nodes }: UploadReviewProps) {
  const api = useApi();
  const { data, error } = useQuery({
    ...api.inventory.inspectFeedFile.queryOptions({ jobId }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (error !== null) {
    return <Callout tone="error" title={refusalOf(error).message} />;
  }
  return data === undefined ? (
    <Skeleton className="h-40" />
  ) : (
    <Reviewed jobId={jobId} nodes={nodes} file={data} />
  );
}

function Reviewed({ jobId, nodes, file }: UploadReviewProps & { file: InspectedFile }) {
  const api = useApi();
  const [columns, setColumns] = useState<ColumnChoice>(() => columnsOf(file.mapping));
  const [typed, setTyped] = useState<Repairs>(NO_REPAIRS);
  const [repairs, setRepairs] = useState<Repairs>(NO_REPAIRS);
  const mapping = mappingOf(columns);
  const isChosen = isWhole(columns);
  const check = useQuery({
    ...api.inventory.checkFeedFile.queryOptions({ jobId, mapping, repairs }),
    enabled: isChosen,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const isUnchecked = JSON.stringify(typed) !== JSON.stringify(repairs);
  return (
    <div className="grid gap-4">
      <Panel title="The file">
        <FileFormat file={file} />
        <MappingFields
          columns={file.columns}
          nodes={nodes}
          chosen={columns}
          onChange={setColumns}
        />
      </Panel>
      {check.error === null ? null : (
        <Callout tone="error" title={refusalOf(check.error).message}>
          {refusalOf(check.error)
            .faults.map((fault) => fault.message)
            .join(" ")}
        </Callout>
      )}
      {check.data === undefined || !isChosen ? (
        <p className="text-muted">{isChosen ? "Reading all rows…" : "Choose the columns first."}</p>
      ) : (
        <>
          <RowsToMend
            read={check.data.rows.read}
            rejected={check.data.rows.rejected}
            shown={check.data.faults.length}
            isUnchecked={isUnchecked}
            isChecking={check.isFetching}
            onCheck={() => setRepairs(typed)}
          >
            <FaultGroups faults={check.data.faults} repairs={typed} onRepair={setTyped} />
          </RowsToMend>
          <RepairsMade
            repairs={repairs}
            onChange={(kept) => {
              setTyped(kept);
              setRepairs(kept);
            }}
          />
          <EffectPreview check={check.data} />
          <Commit
            jobId={jobId}
            check={check.data}
            input={{ mapping, repairs }}
            waiting={check.isFetching ? "It is being checked" : isUnchecked && "Check again first"}
          />
        </>
      )}
    </div>
  );
}

type CommitProps = {
  jobId: string;
  check: FeedCheck;
  input: { mapping: ReturnType<typeof mappingOf>; repairs: Repairs };
  waiting: string | false;
};

function Commit({ jobId, check, input, waiting }: CommitProps) {
  const client = useApiClient();
  const router = useRouter();
  const [isSure, setSure] = useState(false);
  const finish = useCommand(async (request: { idempotencyKey: string; input: boolean }) => {
    const { idempotencyKey, input: confirm } = request;
    await client.inventory.finishFeedJob.mutate({
      idempotencyKey,
      input: { jobId, confirm, ...input },
    });
    return { sentence: "Feed sent" };
  });
  const dismiss = useCommand(
    async ({ idempotencyKey }: { idempotencyKey: string; input: null }) => {
      await client.inventory.dismissFeedJob.mutate({ idempotencyKey, input: { jobId } });
      router.push("/admin/feeds");
      return { sentence: "Feed dismissed" };
    },
  );
  const { rejected, read } = check.rows;
  const refusal = finish.refusal ?? dismiss.refusal;
  return (
    <div className="grid gap-3">
      {check.isHeld ? (
        <Callout
          tone="warning"
          title={`It would empty ${formatQuantity(check.zeroed)} of ${formatQuantity(check.filled)} positions, more than the ${check.guardPercent} % that go unasked`}
        >
          <Checkbox label="They are empty" checked={isSure} onChange={() => setSure(!isSure)} />
        </Callout>
      ) : null}
      {refusal === null ? null : (
        <div role="alert">
          <Callout tone="error" title={refusal.message} />
        </div>
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          variant="primary"
          pending={finish.isPending}
          disabledReason={waiting || (check.isHeld && !isSure && "Say that they are empty")}
          onClick={() => void finish.run(check.isHeld)}
        >
          {rejected === 0
            ? `Apply ${formatCount(read, "row")}`
            : `Apply ${formatCount(read - rejected, "row")}, refuse ${formatQuantity(rejected)}`}
        </Button>
        <Button variant="ghost" pending={dismiss.isPending} onClick={() => void dismiss.run(null)}>
          Dismiss
        </Button>
      </div>
    </div>
  );
}
