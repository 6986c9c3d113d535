import type { ReactNode } from "react";
import { formatPercent, formatQuantity } from "@/components/format";
import { Glyph } from "@/components/ui/glyph";
import type { ProfileFinding } from "@/server/oms/sourcing/types-profile";

export type StrategyShare = { first: number; meets: number };

export type StrategyRowProps = {
  index: number;
  name: string;
  sentence: string;
  /** Of the newest orders; null while it is not known. */
  share: StrategyShare | null;
  orders: number;
  findings: readonly ProfileFinding[];
  actions?: ReactNode;
  children?: ReactNode;
};

/** One strategy as a sentence, with whom it concerns and what its writer should know. */
export function StrategyRow(props: StrategyRowProps) {
  const { index, name, sentence, share, orders, findings, actions, children } = props;
  return (
    <li className="grid gap-2 border-t border-line px-4 py-3 first:border-t-0">
      <div className="flex items-start gap-4">
        <span className="figures w-6 shrink-0 pt-0.5 text-right text-muted">{index + 1}</span>
        <div className="min-w-0 flex-1">
          <p className="font-medium">{name}</p>
          <p>{sentence}</p>
          {findings.map((finding) => (
            <p
              key={finding.sentence}
              className="mt-1 flex items-baseline gap-1.5 text-xs text-warning-fg"
            >
              <Glyph name="risk" tone="warning" className="size-2.5 shrink-0" />
              <span>{finding.sentence}</span>
            </p>
          ))}
        </div>
        <p className="figures w-36 shrink-0 text-right text-xs text-muted">
          {shareText(share, orders)}
        </p>
        {actions}
      </div>
      {children}
    </li>
  );
}

function shareText(share: StrategyShare | null, orders: number): string {
  if (share === null || orders === 0) {
    return "—";
  }
  if (share.first === 0) {
    return `matched none of the last ${formatQuantity(orders)} orders`;
  }
  return `${formatPercent(share.first / orders)} of the last ${formatQuantity(orders)} orders`;
}
