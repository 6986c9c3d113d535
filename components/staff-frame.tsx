"use client";

import { signOut } from "next-auth/react";
import { type ReactNode, useCallback, useMemo } from "react";
import type { ShellUser } from "@/components/shell/nav";
import { StaffShell, type StaffShellProps } from "@/components/shell/staff-shell";
import { staffNav } from "@/components/staff-nav";

export type StaffFrameProps = {
  user: ShellUser;
  /** Names of commands and queries: decide which screens are offered. */
  rights: readonly string[];
  railCollapsed: boolean;
  environment?: string | undefined;
  search?: StaffShellProps["search"];
  tray?: ReactNode;
  children: ReactNode;
};

/** The shell of every staff screen, desk and admin alike, with the screens this person may use. */
export function StaffFrame({ user, rights, search, children, ...rest }: StaffFrameProps) {
  const groups = useMemo(() => staffNav(rights), [rights]);
  const leave = useCallback(() => void signOut({ callbackUrl: "/sign-in" }), []);
  return (
    <StaffShell
      {...rest}
      groups={groups}
      user={user}
      onSignOut={leave}
      {...(search ? { search } : {})}
    >
      {children}
    </StaffShell>
  );
}
