"use client";

import { signOut } from "next-auth/react";
import { type ReactNode, useCallback, useMemo } from "react";
import type { ShellUser } from "@/components/shell/nav";
import { PortalShell } from "@/components/shell/portal-shell";

export type PortalFrameProps = {
  seller: string;
  company: string;
  user: ShellUser;
  /** Lines in the order that is being written. */
  padLines: number;
  /** Orders that this person may decide on; null for those who approve nothing. */
  approvals: number | null;
  environment?: string | undefined;
  children: ReactNode;
};

/** The shell of every buyer's screen. */
export function PortalFrame(props: PortalFrameProps) {
  const { padLines, approvals, children, ...shell } = props;
  const nav = useMemo(
    () => [
      { href: "/portal", label: "Home", keys: "g h" },
      { href: "/portal/order", label: "Order pad", keys: "g p", count: padLines },
      { href: "/portal/orders", label: "Orders", keys: "g o" },
      ...(approvals === null
        ? []
        : [{ href: "/portal/approvals", label: "Approvals", keys: "g a", count: approvals }]),
      { href: "/portal/account", label: "Account", keys: "g c" },
    ],
    [padLines, approvals],
  );
  const leave = useCallback(() => void signOut({ callbackUrl: "/sign-in" }), []);
  return (
    <PortalShell {...shell} nav={nav} onSignOut={leave}>
      {children}
    </PortalShell>
  );
}
