"use client";

import { useRouter } from "next/navigation";
import { useHotkeys } from "@/components/ui/hotkeys";

const GROUP = "Exception";

/** Press the button of the row that has the focus; the press goes on where there is none. */
function pressOnRow(act: string): boolean {
  const row = document.activeElement?.closest("tr[data-row]");
  const button = row?.querySelector<HTMLElement>(`[data-act="${act}"] button`);
  button?.click();
  return button !== null && button !== undefined;
}

function focusNextRow(): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>("tr[data-row]")];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.min(rows.length - 1, at + 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return next !== undefined;
}

/** Keys of the queue, on the row that has the focus. */
export function RowKeys() {
  useHotkeys([
    { keys: "i", label: "Assign to me", group: GROUP, run: () => pressOnRow("assign") },
    { keys: "y", label: "Apply the suggested fix", group: GROUP, run: () => pressOnRow("fix") },
    { keys: "z", label: "Snooze", group: GROUP, run: () => pressOnRow("snooze") },
    { keys: "n", label: "Next exception", group: GROUP, repeats: true, run: focusNextRow },
  ]);
  return null;
}

/** Press the page's own button of that kind. */
function pressOnPage(act: string): boolean {
  const button = document.querySelector<HTMLElement>(`main [data-act="${act}"] button`);
  button?.click();
  return button !== null;
}

/** The same keys on the page of one exception; N goes on to the next of the queue. */
export function PageKeys({ nextHref }: { nextHref: string | null }) {
  const router = useRouter();
  useHotkeys([
    { keys: "i", label: "Assign to me", group: GROUP, run: () => pressOnPage("assign") },
    { keys: "y", label: "Apply the suggested fix", group: GROUP, run: () => pressOnPage("fix") },
    { keys: "z", label: "Snooze", group: GROUP, run: () => pressOnPage("snooze") },
    ...[1, 2, 3, 4].map((place) => ({
      keys: String(place),
      label: `Choose resolution ${place}`,
      group: GROUP,
      run: () => pressOnPage(`resolution-${place}`),
    })),
    {
      keys: "n",
      label: "Next exception",
      group: GROUP,
      run: () => (nextHref === null ? false : router.push(nextHref)),
    },
  ]);
  return null;
}
