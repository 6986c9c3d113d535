import { Badge } from "@/components/ui/badge";
import type { VersionRow } from "@/server/oms/sourcing/queries-profile";

/** Where a version stands in its life. */
export function ProfileBadge({ row }: { row: Pick<VersionRow, "status" | "activateAt"> }) {
  if (row.activateAt !== null) {
    return (
      <Badge tone="waiting" glyph="waiting">
        Scheduled
      </Badge>
    );
  }
  switch (row.status) {
    case "draft":
      return (
        <Badge tone="neutral" glyph="empty">
          Draft
        </Badge>
      );
    case "simulated":
      return (
        <Badge tone="progress" glyph="half">
          Rehearsed
        </Badge>
      );
    case "active":
      return (
        <Badge tone="success" glyph="full">
          Live
        </Badge>
      );
    case "retired":
      return <Badge tone="neutral">Retired</Badge>;
    default:
      return row.status satisfies never;
  }
}
