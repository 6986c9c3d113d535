import { formatCount, formatQuantity } from "@/components/format";
import { CreditBar } from "@/components/orders/credit-bar";
import type { CreditView } from "@/components/orders/types";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { DefinitionList } from "@/components/ui/definition-list";
import { DateText, Ident, Money } from "@/components/ui/figures";
import { Panel } from "@/components/ui/panel";
import { type DeskOrder, OrderRows } from "./order-rows";

type Addable = { code: string; quantity: number };

export type AccountPanelProps = {
  account: {
    name: string;
    code: string;
    tier: string;
    status: string;
    phone: string;
    currency: string;
    termsName: string;
    priceListName: string | null;
    credit: CreditView;
    openOrderCount: number;
    lateOrderCount: number;
    salesRepName: string | null;
  };
  recent: readonly {
    number: string;
    placedOn: string;
    owed: number;
    currency: string;
    lines: readonly { code: string; name: string; quantity: number }[];
  }[];
  purchased: readonly {
    code: string;
    name: string;
    unit: string;
    averageQuantity: number;
    orderCount: number;
  }[];
  open: readonly DeskOrder[];
  today: string;
};

type Props = AccountPanelProps & {
  /** What the order in progress comes to and where they stand; before the first, as the page was opened. */
  quote: { subtotal: number; credit: CreditView } | null;
  onAdd: (lines: readonly Addable[]) => void;
};

/** The account beside the order: terms, credit, what is under way, what they usually take. */
export function AccountPanel(props: Props) {
  const { account, recent, purchased, open, today, quote, onAdd } = props;
  return (
    <aside
      aria-label={`Account ${account.name}`}
      className="grid min-w-0 gap-4 xl:sticky xl:top-24 xl:max-h-[calc(100dvh-7rem)] xl:overflow-y-auto"
    >
      <Panel
        title={account.name}
        meta={<Ident>{account.code}</Ident>}
        actions={account.status === "blocked" ? <Badge tone="critical">Blocked</Badge> : null}
      >
        <CreditBar
          credit={quote?.credit ?? account.credit}
          currency={account.currency}
          adding={quote?.subtotal ?? 0}
        />
        <DefinitionList
          className="mt-3"
          items={[
            { term: "Terms", description: account.termsName },
            { term: "Prices", description: account.priceListName ?? "List prices" },
            { term: "Tier", description: <span className="capitalize">{account.tier}</span> },
            { term: "Phone", description: <span className="figures">{account.phone || "—"}</span> },
            { term: "Account rep", description: account.salesRepName ?? "—" },
            {
              term: "Open orders",
              description: (
                <>
                  <span className="figures">{formatQuantity(account.openOrderCount)}</span>
                  {account.lateOrderCount > 0 ? (
                    <span className="text-critical-fg">
                      , {formatQuantity(account.lateOrderCount)} at risk or late
                    </span>
                  ) : null}
                </>
              ),
            },
          ]}
        />
      </Panel>
      {open.length > 0 ? (
        <Panel title="Next to arrive" flush>
          <OrderRows orders={open} today={today} withCompany={false} />
        </Panel>
      ) : null}
      {purchased.length > 0 ? (
        <Panel title="Frequently bought" flush>
          <ul>
            {purchased.map((sku) => (
              <li
                key={sku.code}
                className="flex items-center gap-3 border-t border-line px-4 py-1 first:border-t-0 hover:bg-hover"
              >
                <span className="min-w-0 flex-1 truncate" title={sku.name}>
                  <Ident>{sku.code}</Ident> <span className="text-muted">{sku.name}</span>
                </span>
                <span className="figures text-xs whitespace-nowrap text-muted xl:max-2xl:hidden">
                  {formatCount(sku.orderCount, "order")}
                </span>
                <Button
                  size="dense"
                  variant="ghost"
                  aria-label={`Add ${formatQuantity(sku.averageQuantity, sku.unit)} of ${sku.code}`}
                  onClick={() => onAdd([{ code: sku.code, quantity: sku.averageQuantity }])}
                >
                  Add {formatQuantity(sku.averageQuantity)}
                </Button>
              </li>
            ))}
          </ul>
        </Panel>
      ) : null}
      {recent.length > 0 ? <LastOrders orders={recent} today={today} onAdd={onAdd} /> : null}
    </aside>
  );
}

function LastOrders({
  orders,
  today,
  onAdd,
}: {
  orders: AccountPanelProps["recent"];
  today: string;
  onAdd: Props["onAdd"];
}) {
  return (
    <Panel title="Last orders" flush>
      <ul>
        {orders.map((order) => (
          <li key={order.number} className="border-t border-line px-4 py-2 first:border-t-0">
            <div className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3">
              <a href={`/admin/orders/${order.number}`} className="font-medium hover:underline">
                <Ident>{order.number}</Ident>
              </a>
              <Money minor={order.owed} currency={order.currency} className="text-right" />
              <DateText date={order.placedOn} today={today} className="text-muted" />
              <Button
                size="dense"
                variant="ghost"
                aria-label={`Add all ${formatCount(order.lines.length, "line")} of ${order.number}`}
                onClick={() => onAdd(order.lines)}
              >
                Add all
              </Button>
            </div>
            <p className="truncate text-xs text-muted">
              {order.lines
                .map((line) => `${formatQuantity(line.quantity)} ${line.code}`)
                .join(", ")}
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
