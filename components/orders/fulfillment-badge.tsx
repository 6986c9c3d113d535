import { Badge, StatusBadge } from "@/components/ui/badge";

type Props = {
  value: string;
  /** All that waits of the order is not out yet. */
  isPreorder: boolean;
};

/** How far an order is, to staff: what only waits for its day is no backorder. */
export const FulfillmentBadge = ({ value, isPreorder }: Props) =>
  value === "backordered" && isPreorder ? (
    <Badge tone="waiting" glyph="waiting">
      Pre-ordered
    </Badge>
  ) : (
    <StatusBadge kind="order_fulfillment" value={value} />
  );
