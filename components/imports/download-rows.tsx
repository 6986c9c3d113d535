"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { saveFile } from "@/components/save-file";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";

/** The rows of an import that were not taken, in their own columns with what was wrong. */
export function DownloadRows({ runId, fileName }: { runId: string; fileName: string }) {
  const client = useApiClient();
  const [isPending, setIsPending] = useState(false);
  const download = async () => {
    setIsPending(true);
    try {
      const { csv } = await client.imports.listRejections.query({ runId });
      saveFile(csv, `${fileName.replace(/\.\w+$/, "")}-rejected.csv`);
    } catch {
      toast.failed("The rejected rows could not be fetched");
    } finally {
      setIsPending(false);
    }
  };
  return (
    <Button size="dense" pending={isPending} onClick={() => void download()}>
      Download rejected rows
    </Button>
  );
}
