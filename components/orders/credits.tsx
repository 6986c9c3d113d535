import type { ReactNode } from "react";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { Ident, InstantText, Money } from "@/components/ui/figures";
import { Panel } from "@/components/ui/panel";
import { CREDIT_REASON_WORDS } from "@/server/oms/orders/decide-credit";
import type { OrderCredit } from "@/server/oms/orders/queries-order";

const COLUMNS = [
  { header: "Memo" },
  { header: "For" },
  { header: "Amount", align: "right" },
  { header: "Issued" },
] as const;

export type CreditsPanelProps = {
  credits: readonly OrderCredit[];
  currency: string;
  now: Date;
  zone: string;
  /** What can be done about one of them. */
  action?: (credit: OrderCredit) => ReactNode;
};

/** What was credited of an order and taken back; nothing where nothing was. */
export function CreditsPanel({ credits, currency, now, zone, action }: CreditsPanelProps) {
  return credits.length === 0 ? null : (
    <Panel title="Credits" flush>
      <PlainTable
        label="Credits"
        columns={action === undefined ? COLUMNS : [...COLUMNS, { header: "Actions", hidden: true }]}
      >
        <tbody>
          {credits.map((credit) => (
            <tr key={credit.id}>
              <PlainCell isHead>
                <Ident>{credit.number}</Ident>
                {credit.reverses === null ? null : (
                  <span className="block text-xs font-normal text-muted">
                    takes back {credit.reverses}
                  </span>
                )}
              </PlainCell>
              <PlainCell>
                {CREDIT_REASON_WORDS[credit.reason]}
                <span className="block text-muted">{credit.note}</span>
              </PlainCell>
              <PlainCell align="right">
                <Money minor={credit.amountMinor} currency={currency} />
              </PlainCell>
              <PlainCell className="whitespace-nowrap">
                {credit.issuedBy} <InstantText at={credit.issuedAt} now={now} zone={zone} />
              </PlainCell>
              {action === undefined ? null : <PlainCell>{action(credit)}</PlainCell>}
            </tr>
          ))}
        </tbody>
      </PlainTable>
    </Panel>
  );
}
