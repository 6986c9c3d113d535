import Link from "next/link";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { formatQuantity } from "@/components/format";
import { StatusBadge } from "@/components/ui/badge";
import { InstantText } from "@/components/ui/figures";
import { Panel } from "@/components/ui/panel";
import type { UploadView } from "@/server/oms/imports/queries-upload";
import { IMPORT_KINDS } from "./import-words";

const COLUMNS = [{ header: "File" }, { header: "What" }, { header: "State" }, { header: "Sent" }];

type WaitingUploadsProps = { uploads: readonly UploadView[]; now: Date; zone: string };

/** Files that were sent and are neither imported nor given up. */
export function WaitingUploads({ uploads, now, zone }: WaitingUploadsProps) {
  if (uploads.length === 0) {
    return null;
  }
  return (
    <Panel title="Not settled yet" meta={formatQuantity(uploads.length)} flush className="mb-6">
      <PlainTable label="Files that are not settled" columns={COLUMNS}>
        <tbody>
          {uploads.map(({ id, fileName, kind, state, openedAt }) => (
            <tr key={id}>
              <PlainCell isHead>
                <Link className="link" href={`/admin/imports/uploads/${id}`}>
                  {fileName}
                </Link>
              </PlainCell>
              <PlainCell>{IMPORT_KINDS[kind]}</PlainCell>
              <PlainCell>
                <StatusBadge kind="feed_job" value={state} />
              </PlainCell>
              <PlainCell>
                <InstantText at={openedAt} now={now} zone={zone} />
              </PlainCell>
            </tr>
          ))}
        </tbody>
      </PlainTable>
    </Panel>
  );
}
