"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useApi } from "@/components/api-provider";
import { Panel } from "@/components/ui/panel";

const LOOK_EVERY_MS = 1_000;

/** A file on its way, until there is a report to show. */
export function UploadProgress({ uploadId }: { uploadId: string }) {
  const api = useApi();
  const router = useRouter();
  const { data } = useQuery({
    ...api.imports.findUpload.queryOptions({ uploadId }),
    refetchInterval: LOOK_EVERY_MS,
  });
  useEffect(() => {
    if (data !== undefined && data.state !== "queued") {
      router.refresh();
    }
  }, [data, router]);
  return (
    <Panel title="On its way">
      <p role="status" className="text-muted">
        You may leave; it goes on without this page.
      </p>
    </Panel>
  );
}
