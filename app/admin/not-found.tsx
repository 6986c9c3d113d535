import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";

/** Within the frame, so that its search is at hand. */
export default function AdminNotFound() {
  return (
    <EmptyState
      kind="filtered"
      title="There is nothing at this address"
      action={<LinkButton href="/admin">Go to your start page</LinkButton>}
    >
      It may have been mistyped, or it is of a node or a company that is not yours. The search above
      finds orders, SKUs, customers and parcels by any of their names.
    </EmptyState>
  );
}
