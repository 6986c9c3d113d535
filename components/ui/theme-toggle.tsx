"use client";

import { Moon, Sun } from "lucide-react";
import { Button } from "./button";
import { rememberPreference } from "./preferences";

function toggle(): void {
  const root = document.documentElement;
  const dark =
    root.classList.contains("dark") ||
    (!root.classList.contains("light") && matchMedia("(prefers-color-scheme: dark)").matches);
  const next = dark ? "light" : "dark";
  root.classList.remove("light", "dark");
  root.classList.add(next);
  rememberPreference("theme", next);
}

/** Light or dark, at once and for the next visit. Until first used, the system decides. */
export function ThemeToggle({ size = "dense" }: { size?: "dense" | "staff" | "portal" }) {
  return (
    <Button
      variant="ghost"
      size={size}
      square
      aria-label="Switch between light and dark"
      tooltip="Light or dark"
      onClick={toggle}
    >
      <Sun aria-hidden="true" className="theme-sun" />
      <Moon aria-hidden="true" className="theme-moon" />
    </Button>
  );
}
