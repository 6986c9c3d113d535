import { Forbidden } from "@/components/admin/forbidden";
import { IMPORT_KINDS } from "@/components/imports/import-words";
import { RunReport } from "@/components/imports/run-report";
import { UndoImport } from "@/components/imports/undo-import";
import { LiveRefresh } from "@/components/live/live-refresh";
import { readerClock } from "@/components/reader-clock";
import { PageHeader } from "@/components/ui/page-header";
import { api, orNotFound, signedIn } from "@/server/api/rsc";

export const metadata = { title: "Import" };

const SHOWN = 50;

type Props = { params: Promise<{ id: string }> };

/** One import: what became of its rows, what it wrote, and the way back. */
export default async function ImportPage({ params }: Props) {
  const { id } = await params;
  const { actor } = await signedIn(`/admin/imports/${id}`);
  if (!actor.capabilities.has("imports.find_run")) {
    return <Forbidden title="Import" right="imports.find_run" />;
  }
  const caller = await api();
  const run = await orNotFound(caller.imports.findRun({ runId: id }));
  const [{ rows: rejected }, changes, orders, { now, zone }] = await Promise.all([
    caller.imports.listRejections({ runId: id, limit: SHOWN }),
    caller.imports.listRunChanges({ runId: id, limit: SHOWN }),
    run.kind === "orders" ? caller.imports.listRunOrders({ runId: id, limit: SHOWN }) : [],
    readerClock(),
  ]);
  const mayUndo =
    run.changes > 0 && run.undone === null && actor.capabilities.has("imports.undo_run");
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: "Imports", href: "/admin/imports" }]}
        title={run.name}
        meta={IMPORT_KINDS[run.kind]}
        actions={mayUndo ? <UndoImport runId={id} fileName={run.name} kind={run.kind} /> : null}
      />
      <LiveRefresh topics={["import_run", "sales_order.cancelled"]} />
      <RunReport
        run={run}
        rejected={rejected}
        changes={changes}
        orders={orders}
        now={now}
        zone={zone}
      />
    </>
  );
}
