import type { Metadata } from "next";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { askedAddress } from "@/app/asked-address";
import { AdminFrame } from "@/components/admin/admin-frame";
import { ApiProvider } from "@/components/api-provider";
import { readerClock } from "@/components/reader-clock";
import { RememberZone } from "@/components/remember-zone";
import { signedIn } from "@/server/api/rsc";
import { env } from "@/server/env";

export const metadata: Metadata = { title: { default: "Desk", template: "%s · Desk" } };

/** The phone desk: for staff who take orders. */
export default async function DeskLayout({ children }: { children: ReactNode }) {
  const { actor, email, roles } = await signedIn(await askedAddress("/desk"));
  if (actor.companyId !== null || !actor.capabilities.has("orders.save_draft")) {
    redirect("/");
  }
  const [{ zone }, jar] = await Promise.all([readerClock(), cookies()]);
  return (
    <ApiProvider>
      <RememberZone zone={zone} />
      <AdminFrame
        user={{ name: actor.name, email, role: roles.join(", ") }}
        rights={[...actor.capabilities]}
        railCollapsed={jar.get("rail")?.value === "collapsed"}
        environment={env().isDemo ? "Demo" : undefined}
      >
        {children}
      </AdminFrame>
    </ApiProvider>
  );
}
