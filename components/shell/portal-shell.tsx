"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { formatQuantity } from "@/components/format";
import { cn } from "@/components/ui/cn";
import type { MenuItem } from "@/components/ui/menu";
import { ThemeToggle } from "@/components/ui/theme-toggle";
import { Mark } from "./mark";
import { activeItem, type NavItem, type ShellUser } from "./nav";
import { ShortcutSheet } from "./shortcut-sheet";
import { SkipLink } from "./skip-link";
import { UserMenu } from "./user-menu";

export type PortalShellProps = {
  /** Who sells: the name above everything. */
  seller: string;
  /** For whom this person buys: the acting account is always in sight. */
  company: ReactNode;
  nav: readonly NavItem[];
  user: ShellUser;
  onSignOut: () => void;
  userLinks?: readonly MenuItem[];
  environment?: string | undefined;
  /** Right of the navigation: the order in progress. */
  tray?: ReactNode;
  children: ReactNode;
};

function PortalNav({ nav, active }: { nav: readonly NavItem[]; active: NavItem | undefined }) {
  return (
    <nav aria-label="Main" className="flex gap-5 overflow-x-auto [scrollbar-width:none]">
      {nav.map((item) => (
        <Link
          key={item.href}
          href={item.href}
          aria-current={item === active ? "page" : undefined}
          className={cn(
            "-mb-px flex h-10 shrink-0 items-center gap-1.5 border-b-2 -outline-offset-2",
            item === active
              ? "border-accent font-medium"
              : "border-transparent text-muted hover:text-ink",
          )}
        >
          {item.label}
          {item.count ? (
            <span className="figures text-xs text-subtle">{formatQuantity(item.count)}</span>
          ) : null}
        </Link>
      ))}
    </nav>
  );
}

/** Buyers' screens: phone first, 14 px, 40 px controls. */
export function PortalShell(props: PortalShellProps) {
  const active = activeItem(usePathname(), props.nav);
  return (
    <div className="min-h-dvh text-md">
      <SkipLink />
      <header className="screen-only sticky top-0 z-30 border-b border-line bg-surface">
        <div className="mx-auto max-w-360 px-4 md:px-8">
          <div className="flex h-12 items-center gap-3">
            <Mark />
            <span className="truncate font-semibold">{props.seller}</span>
            <span className="hidden min-w-0 truncate border-l border-line pl-3 text-muted sm:block">
              {props.company}
            </span>
            <div className="ml-auto flex items-center gap-1">
              {props.environment ? (
                <span className="hatched mr-1 rounded-sm px-1.5 text-2xs font-semibold text-warning-fg">
                  {props.environment}
                </span>
              ) : null}
              <ThemeToggle size="staff" />
              <UserMenu user={props.user} onSignOut={props.onSignOut} links={props.userLinks} />
            </div>
          </div>
          <div className="flex items-end justify-between gap-4">
            <PortalNav nav={props.nav} active={active} />
            {props.tray ? <div className="pb-1.5">{props.tray}</div> : null}
          </div>
        </div>
      </header>
      <main id="main" tabIndex={-1} className="mx-auto max-w-360 px-4 py-6 outline-none md:px-8">
        {props.children}
      </main>
      <ShortcutSheet />
    </div>
  );
}
