"use client";

import { Menu as MenuIcon, Search } from "lucide-react";
import { usePathname, useRouter } from "next/navigation";
import { type ReactNode, useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { useHotkeys } from "@/components/ui/hotkeys";
import { Kbd } from "@/components/ui/kbd";
import type { MenuItem } from "@/components/ui/menu";
import { rememberPreference } from "@/components/ui/preferences";
import { Sheet } from "@/components/ui/sheet";
import { ThemeToggle } from "@/components/ui/theme-toggle";
import { CommandPalette, type PaletteItem, type PaletteSearch } from "./command-palette";
import { activeItem, type NavGroup, type NavItem, type ShellUser } from "./nav";
import { Rail } from "./rail";
import { ShortcutSheet } from "./shortcut-sheet";
import { SkipLink } from "./skip-link";
import { UserMenu } from "./user-menu";

export type StaffShellProps = {
  /** Work, Know, Rules, Connect: only what this person may open. */
  groups: readonly NavGroup[];
  foot?: readonly NavItem[];
  user: ShellUser;
  onSignOut: () => void;
  userLinks?: readonly MenuItem[];
  /** "Demo", "Test": anything that is not the real thing. */
  environment?: string | undefined;
  search?: PaletteSearch;
  /** What the palette offers beside the screens: "New order". */
  commands?: readonly PaletteItem[];
  /** From the `rail` cookie. */
  railCollapsed?: boolean;
  /** Left in the top bar; the active screen's name when absent. */
  breadcrumb?: ReactNode;
  /** Right in the top bar: a jobs tray, a live indicator. */
  tray?: ReactNode;
  children: ReactNode;
};

function useGoKeys(items: readonly NavItem[], openPalette: () => void, toggleRail: () => void) {
  const router = useRouter();
  useHotkeys([
    { keys: "mod+k", label: "Find or go to", group: "Everywhere", run: openPalette },
    { keys: "[", label: "Narrow or widen the rail", group: "Everywhere", run: toggleRail },
    ...items.flatMap((item) =>
      item.keys
        ? [
            {
              keys: item.keys,
              label: item.label,
              group: "Go to",
              run: () => router.push(item.href),
            },
          ]
        : [],
    ),
  ]);
}

/** Staff screens: rail, 44 px bar, content. Everything in it is reachable by keys. */
export function StaffShell(props: StaffShellProps) {
  const { groups, foot = [], commands = [], search } = props;
  const pathname = usePathname();
  const items = useMemo(() => [...groups.flatMap((group) => group.items), ...foot], [groups, foot]);
  const [collapsed, setCollapsed] = useState(props.railCollapsed ?? false);
  const [palette, setPalette] = useState(false);
  const [sheet, setSheet] = useState(false);
  const active = activeItem(pathname, items);
  const toggleRail = () => {
    setCollapsed(!collapsed);
    rememberPreference("rail", collapsed ? "open" : "collapsed");
  };
  useGoKeys(items, () => setPalette(true), toggleRail);
  const goItems = useMemo<PaletteItem[]>(
    () => [
      ...commands,
      ...items.map((item) => ({
        id: item.href,
        group: "Go to",
        label: item.label,
        href: item.href,
        keys: item.keys,
      })),
    ],
    [commands, items],
  );
  const rail = { groups, foot, active };
  return (
    <div className="flex min-h-dvh">
      <SkipLink />
      <aside
        className={cn(
          "screen-only sticky top-0 hidden h-dvh shrink-0 border-r border-line bg-sunken md:block",
          collapsed ? "w-14" : "w-58",
        )}
      >
        <Rail {...rail} collapsed={collapsed} onToggle={toggleRail} />
      </aside>
      <div className="min-w-0 flex-1">
        <TopBar
          {...props}
          active={active}
          onSearch={() => setPalette(true)}
          onMenu={() => setSheet(true)}
        />
        <main id="main" tabIndex={-1} className="mx-auto max-w-360 px-4 py-5 outline-none md:px-6">
          {props.children}
        </main>
      </div>
      <Sheet side="left" title="Screens" open={sheet} onOpenChange={setSheet}>
        <Rail {...rail} collapsed={false} onGo={() => setSheet(false)} />
      </Sheet>
      <CommandPalette
        open={palette}
        onOpenChange={setPalette}
        items={goItems}
        {...(search ? { search } : {})}
      />
      <ShortcutSheet />
    </div>
  );
}

type TopBarProps = StaffShellProps & {
  active: NavItem | undefined;
  onSearch: () => void;
  onMenu: () => void;
};

function TopBar(props: TopBarProps) {
  return (
    <header className="screen-only sticky top-0 z-30 flex h-11 items-center gap-2 border-b border-line bg-canvas px-4 md:px-6">
      <Button
        variant="ghost"
        size="dense"
        square
        aria-label="Open the menu"
        className="-ml-1 md:hidden"
        onClick={props.onMenu}
      >
        <MenuIcon aria-hidden="true" />
      </Button>
      <div className="min-w-0 flex-1 truncate text-muted">
        {props.breadcrumb ?? props.active?.label}
      </div>
      <button
        type="button"
        onClick={props.onSearch}
        className="flex h-7 items-center gap-2 rounded-sm border border-line-strong bg-surface px-2 text-muted hover:border-control sm:w-72"
      >
        <Search aria-hidden="true" className="size-4 stroke-[1.5]" />
        <span className="flex-1 text-left max-sm:sr-only">Find or go to</span>
        <Kbd keys="mod+k" className="hidden sm:inline-flex" />
      </button>
      <div className="flex flex-1 items-center justify-end gap-1">
        {props.environment ? (
          <span className="hatched mr-1 inline-flex h-5 items-center rounded-sm px-1.5 text-2xs font-semibold text-warning-fg">
            {props.environment}
          </span>
        ) : null}
        {props.tray}
        <ThemeToggle />
        <UserMenu user={props.user} onSignOut={props.onSignOut} links={props.userLinks} />
      </div>
    </header>
  );
}
