import type { Metadata } from "next";
import { formatMoney } from "@/components/format";
import { CreditBar } from "@/components/orders/credit-bar";
import { ShipTo } from "@/components/orders/ship-to";
import { readerClock } from "@/components/reader-clock";
import { Badge } from "@/components/ui/badge";
import { DefinitionList } from "@/components/ui/definition-list";
import { DateText, Ident } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { Sideways } from "@/components/ui/sideways";
import { api } from "@/server/api/rsc";

export const metadata: Metadata = { title: "Account" };

const ROLE_WORDS = {
  buyer: "Buyer",
  approver: "Approver",
  company_admin: "Company admin",
} as const;
const HEAD = "px-4 text-left text-2xs font-medium whitespace-nowrap text-muted";

/** The company as its seller knows it, to read: who, where, on which terms. */
export default async function AccountPage() {
  const caller = await api();
  const [company, clock] = await Promise.all([caller.customers.mine({}), readerClock()]);
  return (
    <>
      <PageHeader
        title={company.name}
        meta={
          <>
            Account <Ident>{company.code}</Ident>. To change something, ask{" "}
            {company.salesRepEmail ? (
              <a className="link" href={`mailto:${company.salesRepEmail}`}>
                {company.salesRepName}
              </a>
            ) : (
              "your sales rep"
            )}
            .
          </>
        }
      />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid min-w-0 gap-6">
          <Panel title="People" flush>
            <Sideways label={`People of ${company.name}`}>
              <table className="w-full border-separate border-spacing-0 [&_tbody_td]:border-t [&_tbody_td]:border-line">
                <caption className="sr-only">People of {company.name}</caption>
                <thead>
                  <tr className="h-9">
                    <th scope="col" className={HEAD}>
                      Name
                    </th>
                    <th scope="col" className={HEAD}>
                      Role
                    </th>
                    <th scope="col" className={HEAD}>
                      Mail and phone
                    </th>
                    <th scope="col" className={`${HEAD} text-right`}>
                      Orders alone up to
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {company.contacts.map((contact) => (
                    <tr key={contact.contactId}>
                      <td className="px-4 py-2 font-medium">
                        {contact.name}
                        {contact.signsIn ? null : (
                          <span className="ml-2 text-xs font-normal text-muted">
                            does not sign in
                          </span>
                        )}
                      </td>
                      <td className="px-4">{ROLE_WORDS[contact.role]}</td>
                      <td className="px-4 text-muted">
                        {[contact.email, contact.phone].filter(Boolean).join(", ")}
                      </td>
                      <td className="figures px-4 text-right">
                        {contact.spendingLimit === null
                          ? "no limit"
                          : formatMoney(contact.spendingLimit, company.currency)}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Sideways>
          </Panel>
          <Panel title="Ship-to addresses">
            <ul className="grid gap-6 sm:grid-cols-2 xl:grid-cols-3">
              {company.locations.map((location) => (
                <li key={location.companyLocationId}>
                  <ShipTo to={location} />
                  {location.isDefault ? (
                    <span className="mt-1 block">
                      <Badge>Used unless you choose</Badge>
                    </span>
                  ) : null}
                </li>
              ))}
            </ul>
          </Panel>
        </div>
        <div className="grid gap-6">
          <Panel title="Credit">
            <CreditBar credit={company.credit} currency={company.currency} />
          </Panel>
          <Panel title="Terms">
            <DefinitionList
              items={[
                { term: "Payment", description: company.termsName },
                { term: "Currency", description: company.currency },
                { term: "Price list", description: company.priceListName ?? "List prices" },
                ...(company.priceListValidTo
                  ? [
                      {
                        term: "Prices hold to",
                        description: (
                          <DateText date={company.priceListValidTo} today={clock.today} />
                        ),
                      },
                    ]
                  : []),
                {
                  term: "PO number",
                  description: company.requiresPo ? "on every order" : "as you like",
                },
              ]}
            />
          </Panel>
        </div>
      </div>
    </>
  );
}
