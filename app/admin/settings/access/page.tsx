import { AccessTabs } from "@/components/admin/access-tabs";
import { CreateUserDialog } from "@/components/admin/create-user-dialog";
import { Forbidden } from "@/components/admin/forbidden";
import { UserActions } from "@/components/admin/user-actions";
import { inWords } from "@/components/admin/words";
import { DataTable } from "@/components/data-table/data-table";
import { readListState } from "@/components/data-table/list-state";
import type { Column } from "@/components/data-table/types";
import { type ReaderClock, readerClock } from "@/components/reader-clock";
import { Badge } from "@/components/ui/badge";
import { Ident, InstantText } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { api, signedIn } from "@/server/api/rsc";
import type { UserRow } from "@/server/oms/customers/queries-access";
import { type UserView, userViews } from "@/server/oms/customers/types";

export const metadata = { title: "Access" };

const VIEW_WORDS: Record<UserView, string> = { staff: "Staff", buyers: "Buyers", closed: "Closed" };
const PAGE = 50;

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Who may sign in, and what they may do; a change holds from their next request on. */
export default async function AccessPage({ searchParams }: Props) {
  const { actor } = await signedIn("/admin/settings/access");
  if (!actor.capabilities.has("auth.list_users")) {
    return <Forbidden title="Access" right="auth.list_users" />;
  }
  const state = await readListState(searchParams, { defaultSort: "email", defaultView: "staff" });
  const view = userViews.find((known) => known === state.view) ?? "staff";
  const caller = await api();
  const [list, nodes, clock] = await Promise.all([
    caller.access.listUsers({
      view,
      q: state.q,
      ...(state.after === null ? {} : { after: state.after }),
      limit: PAGE,
    }),
    caller.network.listNodes({}),
    readerClock(),
  ]);
  const places = nodes.map(({ code, name }) => ({ code, name }));
  return (
    <>
      <PageHeader title="Access" primary={<CreateUserDialog nodes={places} />} />
      <AccessTabs current="people" />
      <DataTable
        label="People"
        noun={["person", "people"]}
        pathname="/admin/settings/access"
        state={state}
        columns={columnsFor(view, clock)}
        rows={list.rows}
        rowKey={(row) => row.id}
        rowActions={(row) => (
          <UserActions
            user={{ ...row, isOpen: row.closedAt === null }}
            nodes={places}
            ownId={actor.id}
          />
        )}
        page={{ size: PAGE, total: list.total, next: list.next }}
        views={userViews.map((id) => ({ id, label: VIEW_WORDS[id], count: list.counts[id] }))}
        search="Name, e-mail or company"
        emptyNever={{ title: "Nobody has an account yet" }}
      />
    </>
  );
}

function columnsFor(view: UserView, { now, zone }: ReaderClock): Column<UserRow>[] {
  const company: Column<UserRow> = {
    id: "company",
    header: "Company",
    truncate: true,
    cell: (row) => row.company ?? "",
  };
  const nodes: Column<UserRow> = {
    id: "nodes",
    header: "Nodes",
    cell: (row) => <Ident>{row.nodes.join(" ")}</Ident>,
  };
  return [
    { id: "name", header: "Name", cell: (row) => <span className="font-medium">{row.name}</span> },
    { id: "email", header: "E-mail", cell: (row) => row.email },
    {
      id: "roles",
      header: "Roles",
      cell: (row) => (
        <span className="flex flex-wrap gap-1">
          {[...row.roles, ...(row.companyRole === null ? [] : [row.companyRole])].map((role) => (
            <Badge key={role}>{inWords(role)}</Badge>
          ))}
        </span>
      ),
    },
    ...(view === "staff" ? [nodes] : [company]),
    {
      id: "last",
      header: "Last sign-in",
      cell: (row) => <InstantText at={row.lastSignIn} now={now} zone={zone} />,
    },
  ];
}
