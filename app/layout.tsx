import "./globals.css";
import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { HotkeyProvider } from "@/components/ui/hotkeys";
import { readTheme } from "@/components/ui/preferences";
import { Toaster } from "@/components/ui/toast";
import { TooltipProvider } from "@/components/ui/tooltip";

export const metadata: Metadata = {
  title: { default: "Ordinate", template: "%s · Ordinate" },
  description: "Order management for manufacturers and distributors who sell to businesses",
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f8f9fb" },
    { media: "(prefers-color-scheme: dark)", color: "#0c0e12" },
  ],
};

/** The theme is a class on the root element, rendered here from its cookie so that nothing flashes. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = readTheme((await cookies()).get("theme")?.value);
  const fonts = `${GeistSans.variable} ${GeistMono.variable}`;
  return (
    <html
      lang="en"
      className={theme === "system" ? fonts : `${fonts} ${theme}`}
      suppressHydrationWarning
    >
      <body>
        <NuqsAdapter>
          <TooltipProvider>
            <HotkeyProvider>{children}</HotkeyProvider>
            <Toaster />
          </TooltipProvider>
        </NuqsAdapter>
      </body>
    </html>
  );
}
