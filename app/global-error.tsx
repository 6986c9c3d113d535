"use client";

import "./globals.css";
import { ErrorPanel } from "@/components/ui/error-panel";
import { TooltipProvider } from "@/components/ui/tooltip";

type Props = { error: Error & { digest?: string }; reset: () => void };

/** The last resort: the root layout itself failed, so this brings its own document. */
export default function GlobalError({ error, reset }: Props) {
  return (
    <html lang="en">
      <body>
        <TooltipProvider>
          <main className="mx-auto max-w-2xl px-6 py-24">
            <ErrorPanel
              title="This page could not be shown. Nothing you saved is lost."
              reference={error.digest}
              onRetry={reset}
            />
          </main>
        </TooltipProvider>
      </body>
    </html>
  );
}
