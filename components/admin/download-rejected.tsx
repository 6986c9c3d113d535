"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";

type RejectedRun = { readonly id: string; readonly source: string; readonly rejected: number };

type DownloadRejectedProps = { run: RejectedRun; label?: string };

/** The rows of a feed that were not taken, with what was wrong, as a file for a spreadsheet. */
export function DownloadRejected({ run, label = "Download" }: DownloadRejectedProps) {
  const client = useApiClient();
  const [isPending, setIsPending] = useState(false);
  const download = async () => {
    setIsPending(true);
    try {
      const { csv } = await client.inventory.listFeedRejections.query({ runId: run.id });
      save(csv, `${run.source}-rejected-${run.id}.csv`);
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
      aria-label={`Download ${formatCount(run.rejected, "rejected row")} of ${run.source}`}
    >
      {label}
    </Button>
  );
}

function save(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
