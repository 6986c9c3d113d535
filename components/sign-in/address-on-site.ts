/**
 * Where to go after signing in. Only an address of this site counts: a path from its root. What
 * looks like one but leads away ("//evil.example", "/\evil.example", a whole address) is "/".
 */
export function addressOnSite(asked: string | readonly string[] | undefined): string {
  const text = typeof asked === "string" ? asked : "";
  try {
    const here = "https://here.invalid";
    const url = new URL(text, here);
    const isPath = text.startsWith("/") && url.origin === here;
    return isPath && !url.pathname.startsWith("/sign-in")
      ? `${url.pathname}${url.search}${url.hash}`
      : "/";
  } catch {
    return "/";
  }
}
