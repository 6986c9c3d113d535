import type { TimelineEvent } from "@/components/ui/timeline";

type Description = Pick<TimelineEvent, "sentence" | "tone" | "glyph">;

const SENTENCES: Readonly<Record<string, Description>> = {
  "fulfillment_order.released": { sentence: "Given to the node", glyph: "empty" },
  "fulfillment_order.accepted": { sentence: "Accepted", tone: "progress", glyph: "quarter" },
  "fulfillment_order.rejected": { sentence: "Rejected", tone: "critical", glyph: "failed" },
  "fulfillment_order.lines_rejected": {
    sentence: "Lines rejected",
    tone: "critical",
    glyph: "failed",
  },
  "fulfillment_order.picking_started": {
    sentence: "Picking started",
    tone: "progress",
    glyph: "half",
  },
  "fulfillment_order.picked_short": { sentence: "Picked short", tone: "critical", glyph: "risk" },
  "fulfillment_order.packed": { sentence: "Packed", tone: "progress", glyph: "three-quarters" },
  "shipment.labelled": { sentence: "Labels made", tone: "progress", glyph: "three-quarters" },
  "shipment.shipped": { sentence: "Shipped", tone: "success", glyph: "full" },
  "shipment.delivered": { sentence: "Delivered", tone: "success", glyph: "full" },
};

/** An event of a work order as a person reads it; one that is not known yet is spelled out. */
export function describeWorkEvent(type: string): Description {
  const [, happened = type] = type.split(".");
  const words = happened.replaceAll("_", " ");
  return (
    SENTENCES[type] ?? { sentence: words.charAt(0).toUpperCase() + words.slice(1), glyph: "empty" }
  );
}
