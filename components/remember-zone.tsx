"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** Tells the server in which zone this reader reads times; the page is rendered again when it was wrong. */
export function RememberZone({ zone }: { zone: string }) {
  const router = useRouter();
  useEffect(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (own && own !== zone) {
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API exists only on https.
      document.cookie = `zone=${own}; path=/; max-age=31536000; samesite=lax`;
      router.refresh();
    }
  }, [zone, router]);
  return null;
}
