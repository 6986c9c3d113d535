import type { Metadata } from "next";
import { readListState } from "@/components/data-table/list-state";
import { PageHeader } from "@/components/ui/page-header";
import { ThemeToggle } from "@/components/ui/theme-toggle";
import { Controls } from "./controls";
import { Foundations } from "./foundations";
import { GridExample } from "./grid-example";
import { Signatures } from "./signatures";
import { StatusWords } from "./status-words";
import { TableExample } from "./table-example";

export const metadata: Metadata = { title: "Design language" };

const PATHNAME = "/admin/design";

/** Everything the screens are made of, with specimens instead of records. */
export default async function DesignPage(props: PageProps<"/admin/design">) {
  const state = await readListState(props.searchParams, {
    filters: ["fulfillment", "payment"],
    defaultSort: "-number",
  });
  return (
    <div className="mx-auto max-w-360 pb-16">
      <PageHeader
        title="Bill of lading"
        meta="The design language of every screen: paper, hairlines, figures that line up, one accent, colour only for state."
        actions={<ThemeToggle size="staff" />}
      />
      <Signatures />
      <GridExample size="staff" />
      <TableExample state={state} pathname={PATHNAME} />
      <StatusWords />
      <Foundations />
      <Controls />
    </div>
  );
}
