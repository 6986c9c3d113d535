import Link from "next/link";
import { formatCount, formatQuantity } from "@/components/format";
import { Badge } from "@/components/ui/badge";
import { PlainCell, PlainTable } from "./plain-table";

export type KitStockView = {
  available: number;
  components: readonly {
    code: string;
    name: string;
    baseUnit: string;
    perKit: number;
    available: number;
    /** Kits that this component alone is enough for. */
    gives: number;
  }[];
  nodes: readonly { nodeId: string; code: string; name: string; available: number }[];
};

const skuHref = (code: string) => `/admin/inventory/${encodeURIComponent(code)}`;

const COLUMNS = [
  { header: "Component" },
  { header: "In one kit", align: "right" },
  { header: "Available", align: "right" },
  { header: "Enough for", align: "right" },
] as const;

/** What a kit is made of, what there is of each, and which of them limits it. */
export function SkuKit({ kit }: { kit: KitStockView }) {
  return (
    <>
      <PlainTable label="Components" columns={COLUMNS}>
        <tbody>
          {kit.components.map((part) => (
            <tr key={part.code}>
              <PlainCell isHead className="w-full min-w-48">
                <Link href={skuHref(part.code)} className="ident hover:underline" prefetch={false}>
                  {part.code}
                </Link>{" "}
                {part.name}
                {part.gives === kit.available ? (
                  <Badge tone="warning" className="ml-2">
                    limits it
                  </Badge>
                ) : null}
              </PlainCell>
              <PlainCell align="right">{formatQuantity(part.perKit, part.baseUnit)}</PlainCell>
              <PlainCell align="right">{formatQuantity(part.available)}</PlainCell>
              <PlainCell align="right" className="font-medium">
                {formatCount(part.gives, "kit")}
              </PlainCell>
            </tr>
          ))}
        </tbody>
      </PlainTable>
      <p className="border-t border-line px-4 py-2.5 text-muted">{nodeSentence(kit)}</p>
    </>
  );
}

/** Components may come from different nodes: what single nodes could make is less than all can. */
function nodeSentence({ nodes }: KitStockView): string {
  if (nodes.length === 0) {
    return "No node has all components by itself; they are sent from several.";
  }
  const each = nodes.map(({ name, available }) => `${name} ${formatQuantity(available)}`);
  return `Put together from one place: ${each.join(", ")}.`;
}

/** The kits that a SKU goes into. */
export function PartOfKits({
  kits,
}: {
  kits: readonly { code: string; name: string; perKit: number }[];
}) {
  return (
    <ul>
      {kits.map(({ code, name, perKit }) => (
        <li
          key={code}
          className="flex flex-wrap gap-x-3 border-t border-line px-4 py-2 first:border-t-0"
        >
          <Link href={skuHref(code)} className="ident hover:underline" prefetch={false}>
            {code}
          </Link>
          <span className="min-w-0 flex-1">{name}</span>
          <span className="figures text-muted">{formatQuantity(perKit)} in each</span>
        </li>
      ))}
    </ul>
  );
}
