"use client";

import { useRouter } from "next/navigation";
import { useHotkeys } from "@/components/ui/hotkeys";

/** Keys 1, 2, 3, … open the lists behind a page's counters. */
export function OpenByKey({ hrefs }: { hrefs: readonly string[] }) {
  const router = useRouter();
  useHotkeys(
    hrefs.map((href, at) => ({
      keys: String(at + 1),
      label: `Open counter ${at + 1}`,
      group: "Today",
      run: () => router.push(href),
    })),
  );
  return null;
}
