"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";
import { csvOf } from "@/server/oms/kernel/csv";

type Props = {
  readonly code: string;
  readonly name: string;
  /** The number of the newest export; null: there was none. */
  readonly last: number | null;
};

/** Export what a channel may sell, as a file: all of it, or what is not as it was last told. */
export function DownloadSellable({ code, name, last }: Props) {
  const client = useApiClient();
  const router = useRouter();
  const [pending, setPending] = useState<"all" | "changed" | null>(null);
  const download = async (what: "all" | "changed") => {
    setPending(what);
    try {
      const sent = await client.inventory.sendSellable.mutate({
        idempotencyKey: crypto.randomUUID(),
        input: { channelCode: code },
      });
      const since = what === "all" ? 0 : (last ?? 0);
      const rows: Row[] = [];
      let after: string | null | undefined;
      while (after !== null) {
        const page: Page = await client.inventory.listSellable.query({
          channelCode: code,
          since,
          ...(after && { after }),
        });
        rows.push(...page.rows);
        after = page.next;
      }
      save(csvOf([HEAD, ...rows.map(cellsOf)]), `sellable-${code}-${sent.run}.csv`);
      toast.done(`${formatCount(rows.length, "SKU")} exported for ${name}`);
      router.refresh();
    } catch {
      toast.failed(`What ${name} may sell could not be exported`);
    } finally {
      setPending(null);
    }
  };
  return (
    <span className="inline-flex gap-2">
      <Button
        size="dense"
        pending={pending === "changed"}
        disabledReason={last === null && "Nothing was exported before"}
        onClick={() => void download("changed")}
        aria-label={`Export what changed for ${name}`}
      >
        What changed
      </Button>
      <Button
        size="dense"
        pending={pending === "all"}
        onClick={() => void download("all")}
        aria-label={`Export everything for ${name}`}
      >
        Everything
      </Button>
    </span>
  );
}

type Row = { readonly sku: string; readonly quantity: number; readonly sentAt: Date };

const HEAD = ["sku", "quantity", "sent_at"];
const cellsOf = ({ sku, quantity, sentAt }: Row) => [sku, quantity, sentAt.toISOString()];

type Page = {
  readonly rows: readonly Row[];
  readonly next: string | null;
};

function save(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
