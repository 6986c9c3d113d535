import { z } from "zod";
import { addFeedPartInput } from "@/server/oms/imports/commands/add-feed-part";
import { openFeedJobInput } from "@/server/oms/imports/commands/open-feed-job";
import { finishFeedJobInput } from "@/server/oms/imports/schema";
import { DomainError } from "@/server/oms/kernel/errors";

/** What a sender of rows says; files are for people, who look at them first. */
export const openSnapshotBody = openFeedJobInput.omit({ fileName: true });
export const snapshotRowsBody = addFeedPartInput.pick({ number: true, rows: true }).required();
export const finishSnapshotBody = finishFeedJobInput.pick({ parts: true, confirm: true });

/** The snapshot that an address names: `/api/v1/inventory/snapshots/{id}/rows`. */
export function snapshotIdOf(url: URL): string {
  const [, after = ""] = url.pathname.split("/snapshots/");
  const id = z.uuid().safeParse(after.split("/")[0]);
  if (!id.success) {
    throw new DomainError("NOT_FOUND", "There is no such feed");
  }
  return id.data;
}
