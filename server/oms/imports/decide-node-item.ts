import type { z } from "zod";
import { nodeKinds } from "../network/types";
import { type Cells, checkItem, type ItemCheck, type ItemSettings } from "./decide-item";
import type { FieldReader } from "./decide-mapping";
import type { NodeField, setNodeInput } from "./schema-nodes";
import type { TableRow } from "./types";

export type NodeItem = Omit<z.output<typeof setNodeInput>, "fileName">;

/** A row of a file of nodes. What is empty stays as it is, of a new node as is usual. */
export const checkNodeItem = (
  row: TableRow,
  reader: FieldReader<NodeField>,
  settings: ItemSettings,
): ItemCheck<NodeItem> =>
  checkItem(row, reader, settings, (cells) => {
    const code = cells.identifier("node.code").toUpperCase();
    const item: NodeItem = {
      code,
      facts: {
        name: cells.optional("node.name"),
        kind: kindOf(cells),
        address1: cells.optional("node.address1"),
        city: cells.optional("node.city"),
        region: cells.optional("node.region"),
        postalCode: cells.optional("node.postalCode"),
        country: cells.optional("node.country"),
        latitude: cells.degrees("node.latitude"),
        longitude: cells.degrees("node.longitude"),
        timeZone: cells.optional("node.timeZone"),
        calendarCode: cells.optional("node.calendar"),
        priority: cells.count("node.priority", 0),
        handlingPerOrder: cells.minor("node.handlingPerOrder"),
        handlingPerLine: cells.minor("node.handlingPerLine"),
        handlingPerUnit: cells.minor("node.handlingPerUnit"),
        orders: cells.count("node.dailyOrders", 0),
        lines: cells.count("node.dailyLines", 0),
        units: cells.count("node.dailyUnits", 0),
        processingDays: cells.count("node.processingDays", 0),
      },
      cutOffs: cutOffsOf(cells),
      channels: channelsOf(cells),
    };
    return { item, key: code, missing: null };
  });

/** `Drop-ship supplier` is `dropship_supplier`, `Third party` is `third_party`. */
function kindOf({ optional, say }: Cells<NodeField>): NodeItem["facts"]["kind"] {
  const word = optional("node.kind");
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z]/g, "");
  const kind = nodeKinds.find((known) => word !== null && plain(known) === plain(word));
  if (word !== null && kind === undefined) {
    say("kind_unknown", "node.kind", `use one of ${nodeKinds.join(", ")}, not ${word}`);
  }
  return kind ?? null;
}

const partsOf = (text: string): string[][] =>
  text
    .split(/[,;|]/)
    .map((part) => part.trim().split(/[\s=]+/))
    .filter(([first]) => first !== "");

function cutOffsOf({ optional, say }: Cells<NodeField>): NodeItem["cutOffs"] {
  const text = optional("node.cutOffs");
  return text === null
    ? null
    : partsOf(text).map(([serviceCode = "", localTime = "", ...rest]) => {
        if (!/^\d{1,2}:\d\d$/.test(localTime) || rest.length > 0) {
          say("list_invalid", "node.cutOffs", "write services with times, as ground 16:00");
        }
        return { serviceCode: serviceCode.toLowerCase(), localTime: localTime.padStart(5, "0") };
      });
}

function channelsOf({ optional, say }: Cells<NodeField>): NodeItem["channels"] {
  const text = optional("node.channels");
  return text === null
    ? null
    : partsOf(text).map(([channelCode = "", units = "0", ...rest]) => {
        if (!/^\d{1,8}$/.test(units) || rest.length > 0) {
          say("list_invalid", "node.channels", "write channels with the units left, as portal 5");
        }
        return { channelCode, bufferUnits: Number(units) };
      });
}
