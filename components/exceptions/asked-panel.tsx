import { formatDate } from "@/components/format";
import { OfferedItems } from "@/components/orders/offered-items";
import { Badge } from "@/components/ui/badge";
import { Panel } from "@/components/ui/panel";
import type { AskedFor } from "@/server/oms/backorders/types";

type Props = { readonly asked: readonly AskedFor[]; readonly today: string };

const STATES = {
  asked: { label: "Not answered", tone: "warning" },
  accepted: { label: "Accepted", tone: "success" },
  declined: { label: "Declined", tone: "critical" },
  withdrawn: { label: "Withdrawn", tone: "neutral" },
  lapsed: { label: "No answer in time", tone: "neutral" },
} as const;

/** Which customers were asked whether another SKU may ship, and what they said; nothing where none was. */
export function AskedPanel({ asked, today }: Props) {
  const day = (at: Date) => formatDate(at.toISOString().slice(0, 10), today);
  return asked.length === 0 ? null : (
    <Panel title="Customers asked" flush>
      <ul>
        {asked.map(({ id, order, company, state, answerBy, answeredAt, items, currency }) => (
          <li key={id} className="grid gap-2 border-b border-line px-4 py-3 last:border-b-0">
            <p className="flex flex-wrap items-center gap-2">
              <Badge tone={STATES[state].tone}>{STATES[state].label}</Badge>
              <a className="link" href={`/admin/orders/${order}`}>
                {order}
              </a>
              <span>{company}</span>
              <span className="text-sm text-muted">
                {answeredAt === null ? `answers by ${day(answerBy)}` : day(answeredAt)}
              </span>
            </p>
            <OfferedItems items={items} currency={currency} today={today} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
