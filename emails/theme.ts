import type { CSSProperties } from "react";

/**
 * The application's colours as mail programs can read them: the light half of the tokens of
 * app/globals.css in sRGB. The dark half is applied by class where a program knows dark mode.
 */
export const colors = {
  canvas: "#f8f9fb",
  surface: "#ffffff",
  line: "#e0e2e6",
  ink: "#171c24",
  muted: "#50565e",
  accent: "#225bcc",
} as const;

export const DARK_RULES = `@media (prefers-color-scheme: dark) {
.canvas, .canvas > table > tbody > tr > td { background-color: #0c0e12 !important }
.surface { background-color: #13161a !important; border-color: #272a30 !important }
.rule { border-color: #272a30 !important }
.ink { color: #eef0f3 !important }
.muted { color: #a8adb4 !important }
.link { color: #6d9df5 !important }
.button { background-color: #6d9df5 !important; color: #0c0e12 !important }
}`;

const SANS = "'Geist',-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Arial,sans-serif";
const MONO = "'Geist Mono',ui-monospace,SFMono-Regular,Menlo,Consolas,monospace";

const base: CSSProperties = { fontFamily: SANS, margin: 0, fontVariantNumeric: "tabular-nums" };

export const text = {
  body: { ...base, fontSize: "14px", lineHeight: "20px", color: colors.ink },
  muted: { ...base, fontSize: "14px", lineHeight: "20px", color: colors.muted },
  small: { ...base, fontSize: "12px", lineHeight: "16px", color: colors.muted },
  title: { ...base, fontSize: "20px", lineHeight: "28px", fontWeight: 600, color: colors.ink },
  section: { ...base, fontSize: "14px", lineHeight: "20px", fontWeight: 600, color: colors.ink },
  ident: { fontFamily: MONO, fontSize: "13px" },
} satisfies Record<string, CSSProperties>;
