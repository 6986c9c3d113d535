"use client";

import { LogOut } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Menu, type MenuItem } from "@/components/ui/menu";
import type { ShellUser } from "./nav";

export type UserMenuProps = {
  user: ShellUser;
  onSignOut: () => void;
  links?: readonly MenuItem[] | undefined;
  size?: "dense" | "portal";
};

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => word?.charAt(0).toUpperCase() ?? "")
    .join("");
}

export function UserMenu({ user, onSignOut, links = [], size = "dense" }: UserMenuProps) {
  return (
    <Menu
      trigger={
        <Button variant="ghost" size={size}>
          <span className="sr-only">Account of {user.name}</span>
          <span
            aria-hidden="true"
            className="flex size-5 items-center justify-center rounded-sm bg-neutral-bg text-[0.625rem] font-semibold text-neutral-fg"
          >
            {initials(user.name)}
          </span>
          <span aria-hidden="true" className="hidden max-w-40 truncate font-normal lg:inline">
            {user.name}
          </span>
        </Button>
      }
      items={[
        {
          heading: (
            <>
              <span className="block text-sm font-medium text-ink">{user.name}</span>
              {user.email} · {user.role}
            </>
          ),
        },
        "separator",
        ...links,
        { label: "Sign out", icon: <LogOut aria-hidden="true" />, onSelect: onSignOut },
      ]}
    />
  );
}
