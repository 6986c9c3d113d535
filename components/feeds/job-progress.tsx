"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useApi } from "@/components/api-provider";
import { formatCount, formatQuantity } from "@/components/format";
import { Panel } from "@/components/ui/panel";

const LOOK_EVERY_MS = 1_000;

type JobProgressProps = { jobId: string; rows: number; rowsDone: number };

/** A feed on its way: how far it was read, until there is an account to show. */
export function JobProgress({ jobId, rows, rowsDone }: JobProgressProps) {
  const api = useApi();
  const router = useRouter();
  const { data } = useQuery({
    ...api.inventory.findFeedJob.queryOptions({ jobId }),
    refetchInterval: LOOK_EVERY_MS,
  });
  const isOver = data !== undefined && data.state !== "queued";
  useEffect(() => {
    if (isOver) {
      router.refresh();
    }
  }, [isOver, router]);
  const done = data?.rowsDone ?? rowsDone;
  return (
    <Panel title="On its way">
      <p role="status">
        {rows > 0
          ? `${formatQuantity(done)} of ${formatCount(rows, "row")} read.`
          : `${formatCount(done, "row")} read.`}{" "}
        <span className="text-muted">You may leave; it goes on without this page.</span>
      </p>
    </Panel>
  );
}
