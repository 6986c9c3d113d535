import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { AdminFrame } from "@/components/admin/admin-frame";
import { ApiProvider } from "@/components/api-provider";
import { readerClock } from "@/components/reader-clock";
import { RememberZone } from "@/components/remember-zone";
import { signedIn } from "@/server/api/rsc";

/** Operations, admins and the warehouse: frame, navigation, who is signed in. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const { actor, email, roles } = await signedIn("/admin");
  if (actor.companyId !== null) {
    redirect("/portal");
  }
  const { zone } = await readerClock();
  const isRailCollapsed = (await cookies()).get("rail")?.value === "collapsed";
  return (
    <ApiProvider>
      <RememberZone zone={zone} />
      <AdminFrame
        user={{ name: actor.name, email, role: roles.join(", ") }}
        rights={[...actor.capabilities]}
        railCollapsed={isRailCollapsed}
        environment={process.env.OMS_DEMO === "1" ? "Demo" : undefined}
      >
        {children}
      </AdminFrame>
    </ApiProvider>
  );
}
