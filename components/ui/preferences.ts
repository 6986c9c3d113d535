/** How someone likes to work, kept in cookies so that the server renders the page right at once. */
export type Theme = "system" | "light" | "dark";

export function readTheme(cookie: string | undefined): Theme {
  return cookie === "light" || cookie === "dark" ? cookie : "system";
}

/** Names the cookies that the shells read: `theme`, `rail` (collapsed | open), `keys` (on | off). */
export function rememberPreference(name: "theme" | "rail" | "keys", value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API exists only on https, and a warehouse's own server may not be.
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax`;
}
