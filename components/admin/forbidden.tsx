import { EmptyState } from "@/components/ui/empty-state";
import { Ident } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";

/** A screen that somebody may not see: which right it takes, and who gives it. */
export function Forbidden({ title, right }: { title: string; right: string }) {
  return (
    <>
      <PageHeader title={title} />
      <EmptyState kind="filtered" title="Your roles do not open this screen">
        It takes the right <Ident>{right}</Ident>. Somebody with the admin role can give you a role
        that has it, under Settings, Access.
      </EmptyState>
    </>
  );
}
