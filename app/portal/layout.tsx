import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { askedAddress } from "@/app/asked-address";
import { ApiProvider } from "@/components/api-provider";
import { PortalFrame } from "@/components/portal/portal-frame";
import { readerClock } from "@/components/reader-clock";
import { RememberZone } from "@/components/remember-zone";
import { api, signedIn } from "@/server/api/rsc";
import { env } from "@/server/env";
import { sellerOf } from "@/server/integrations/mail/seller";
import type { Role } from "@/server/oms/customers/types";

export const metadata: Metadata = { title: { default: "Portal", template: "%s · Portal" } };

const ROLE: Partial<Record<Role, string>> = {
  buyer: "Buyer",
  approver: "Approver",
  company_admin: "Company admin",
};

/** Buyers only: whoever is of no company is sent to their own screens. */
export default async function PortalLayout({ children }: { children: ReactNode }) {
  const { actor, email, roles } = await signedIn(await askedAddress("/portal"));
  if (actor.companyId === null) {
    redirect("/");
  }
  const caller = await api();
  const mayApprove = actor.capabilities.has("orders.approve_order");
  const [company, drafts, approvals, { zone }] = await Promise.all([
    caller.customers.mine({}),
    caller.orders.listDrafts({ channelCode: "portal", limit: 1 }),
    mayApprove ? caller.orders.list({ view: "approval", limit: 1 }) : null,
    readerClock(),
  ]);
  return (
    <ApiProvider>
      <RememberZone zone={zone} />
      <PortalFrame
        seller={sellerOf(env().mailFrom)}
        company={company.name}
        user={{ name: actor.name, email, role: ROLE[roles[0] ?? "buyer"] ?? "" }}
        padLines={drafts[0]?.lineCount ?? 0}
        approvals={approvals && (approvals.total ?? approvals.rows.length)}
        environment={env().isDemo ? "Demo" : undefined}
      >
        {children}
      </PortalFrame>
    </ApiProvider>
  );
}
