import type { ReactNode } from "react";

export type NavItem = {
  href: string;
  label: string;
  /** A lucide icon element: <Package />. */
  icon?: ReactNode;
  /** "g o". */
  keys?: string;
  /** What waits there; null when the source failed. */
  count?: number | null | undefined;
};

export type NavGroup = { label: string; items: readonly NavItem[] };

export type ShellUser = { name: string; email: string; role: string };

/** The most specific item whose address the path lies under. */
export function activeItem(pathname: string, items: readonly NavItem[]): NavItem | undefined {
  return items
    .filter((item) => pathname === item.href || pathname.startsWith(`${item.href}/`))
    .toSorted((a, b) => b.href.length - a.href.length)[0];
}
