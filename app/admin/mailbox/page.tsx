import { DataTable } from "@/components/data-table/data-table";
import { readListState } from "@/components/data-table/list-state";
import type { Column } from "@/components/data-table/types";
import { LiveRefresh } from "@/components/live/live-refresh";
import { type ReaderClock, readerClock } from "@/components/reader-clock";
import { StatusBadge } from "@/components/ui/badge";
import { Ident, InstantText } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { api, signedIn } from "@/server/api/rsc";
import type { MailRow } from "@/server/oms/notifications/queries";
import { mailState, templateWord } from "./mail-words";

export const metadata = { title: "Mailbox" };

const PAGE = 50;

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Every mail that was written, newest first, and what became of it. */
export default async function MailboxPage({ searchParams }: Props) {
  await signedIn("/admin/mailbox");
  const state = await readListState(searchParams, { defaultSort: "-created_at" });
  const [list, clock] = await Promise.all([
    (await api()).notifications.listMail({ text: state.q, after: state.after, limit: PAGE }),
    readerClock(),
  ]);
  return (
    <>
      <PageHeader
        title="Mailbox"
        meta="Mails to customers as they were sent. Without a mail provider they are delivered here and go nowhere else."
      />
      <LiveRefresh topics={["mail"]} />
      <DataTable
        label="Mails"
        noun={["mail", "mails"]}
        pathname="/admin/mailbox"
        state={state}
        columns={columnsFor(clock)}
        rows={list.rows}
        rowKey={(row) => row.id}
        rowHref={(row) => `/admin/mailbox/${row.id}`}
        page={{ size: PAGE, total: list.total, next: list.next }}
        search="Subject or address"
        emptyNever={{
          title: "No mails yet",
          text: "A mail is written when an order is placed, leaves, arrives, is cancelled or gets new dates.",
        }}
      />
    </>
  );
}

function columnsFor({ zone, now }: ReaderClock): Column<MailRow>[] {
  return [
    {
      id: "subject",
      header: "Subject",
      truncate: true,
      className: "max-w-lg",
      cell: (row) => row.subject,
    },
    { id: "to", header: "To", truncate: true, cell: (row) => row.toAddress },
    { id: "kind", header: "Kind", cell: (row) => templateWord(row.template) },
    {
      id: "order",
      header: "Order",
      cell: (row) => (row.orderNumber === null ? "" : <Ident>{row.orderNumber}</Ident>),
    },
    {
      id: "state",
      header: "State",
      cell: (row) => <StatusBadge kind="mail" value={mailState(row)} plain />,
    },
    {
      id: "written",
      header: "Written",
      cell: (row) => <InstantText at={row.createdAt} now={now} zone={zone} />,
    },
  ];
}
