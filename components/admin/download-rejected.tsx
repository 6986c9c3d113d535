"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { saveFile } from "@/components/save-file";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";

type RejectedRun = { readonly id: string; readonly source: string; readonly rejected: number };

type DownloadRejectedProps = {
  run: RejectedRun;
  /** Where nothing around it says what is meant. */
  label?: string;
};

/** The rows of a feed that were not taken, with what was wrong, as a file for a spreadsheet. */
export function DownloadRejected({ run, label }: DownloadRejectedProps) {
  const client = useApiClient();
  const [isPending, setIsPending] = useState(false);
  const download = async () => {
    setIsPending(true);
    try {
      const { csv } = await client.inventory.listFeedRejections.query({ runId: run.id });
      saveFile(csv, `${run.source}-rejected-${run.id}.csv`);
    } catch {
      toast.failed("The rejected rows could not be fetched");
    } finally {
      setIsPending(false);
    }
  };
  return (
    <Button
      size="dense"
      pending={isPending}
      onClick={() => void download()}
      {...(label === undefined
        ? {
            "aria-label": `Download ${formatCount(run.rejected, "rejected row")} of ${run.source}`,
          }
        : {})}
    >
      {label ?? "Download"}
    </Button>
  );
}
