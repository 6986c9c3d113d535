import { Panel } from "@/components/ui/panel";
import type { ListedBackorderPolicy } from "@/server/oms/backorders/queries";
import { BackorderDialog } from "./backorder-dialog";
import { backorderWords } from "./backorder-words";

type Props = { readonly policies: readonly ListedBackorderPolicy[]; readonly mayChange: boolean };

/** What customers agreed on what is not there when they order. */
export function BackorderPolicies({ policies, mayChange }: Props) {
  return (
    <Panel
      title="Backorders by customer"
      actions={
        mayChange ? (
          <BackorderDialog of="company" code={null} wish={null} trigger="Set policy" />
        ) : null
      }
    >
      <p className="text-muted">
        A customer’s policy comes before that of the SKU. An order may be stricter than its
        customer, never looser. Caps add up, whoever set them.
      </p>
      {policies.length === 0 ? (
        <p className="mt-2">Every customer has what each SKU says.</p>
      ) : (
        <ul className="mt-2 grid gap-1">
          {policies.map((policy) => (
            <li key={policy.company} className="flex flex-wrap items-center gap-x-3">
              <span>
                {policy.name} (<span className="ident">{policy.company}</span>): what is not there{" "}
                {backorderWords(policy)}
              </span>
              {mayChange ? (
                <BackorderDialog
                  of="company"
                  code={policy.company}
                  wish={policy}
                  trigger="Change"
                />
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
