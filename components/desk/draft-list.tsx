"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { refusalOf } from "@/components/api-fault";
import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/dialog";
import { Ident, InstantText } from "@/components/ui/figures";
import { toast } from "@/components/ui/toast";

export type DraftRow = {
  draftId: string;
  companyName: string;
  companyCode: string;
  lineCount: number;
  customerPo: string;
  updatedAt: Date;
};

/** Orders that were begun and not placed, the last written first. */
export function DraftList({
  drafts,
  now,
  zone,
}: {
  drafts: readonly DraftRow[];
  now: Date;
  zone: string;
}) {
  const client = useApiClient();
  const router = useRouter();
  const discard = async (draft: DraftRow) => {
    try {
      await client.orders.discardDraft.mutate({
        idempotencyKey: crypto.randomUUID(),
        input: { draftId: draft.draftId },
      });
      toast.done(`Draft for ${draft.companyName} discarded`);
      router.refresh();
    } catch (error) {
      toast.failed(`The draft was not discarded: ${refusalOf(error).message}`);
    }
  };
  const discardButton = (draft: DraftRow, onClick?: () => void) => (
    <Button
      variant="ghost"
      size="dense"
      aria-label={`Discard the draft for ${draft.companyName}`}
      {...(onClick ? { onClick } : {})}
    >
      Discard
    </Button>
  );
  return (
    <ul>
      {drafts.map((draft) => (
        <li
          key={draft.draftId}
          className="flex flex-wrap items-center gap-x-4 border-t border-line px-4 py-1.5 first:border-t-0 hover:bg-hover"
        >
          <Link
            href={`/desk/drafts/${draft.draftId}`}
            className="min-w-0 flex-1 truncate py-1 font-medium hover:underline max-sm:basis-full"
          >
            {draft.companyName}
          </Link>
          {draft.customerPo ? <Ident>{draft.customerPo}</Ident> : null}
          <span className="figures sm:w-16 sm:text-right">
            {formatCount(draft.lineCount, "line")}
          </span>
          <span className="text-muted sm:w-24 sm:text-right">
            <InstantText at={draft.updatedAt} now={now} zone={zone} />
          </span>
          <span className="max-sm:ml-auto">
            {draft.lineCount === 0 ? (
              discardButton(draft, () => void discard(draft))
            ) : (
              <ConfirmDialog
                trigger={discardButton(draft)}
                title={`Discard the draft for ${draft.companyName}?`}
                confirmLabel="Discard draft"
                danger
                onConfirm={() => discard(draft)}
              >
                {`${formatCount(draft.lineCount, "line")} that nobody has placed yet will be gone.`}
              </ConfirmDialog>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
