import { type NextRequest, NextResponse } from "next/server";
import { ADDRESS_HEADER } from "@/app/asked-address";
import { ASKED_AT_HEADER } from "@/components/live/asked-at";

/**
 * Runs before every page. Sends those without a session cookie to sign in (only to save them a
 * page: every layout and every procedure asks again who they are), and sets what a browser must
 * know to protect the page.
 */

const SIGNED_FACES = /^\/(portal|desk|admin)(\/|$)/;
const SESSION_COOKIES = ["__Secure-next-auth.session-token", "next-auth.session-token"];

const isDevelopment = process.env.NODE_ENV === "development";

/**
 * Nothing but ourselves, and scripts only with this response's nonce. Styles are files of ours; the
 * layers of the UI library add style elements with the nonce and set style attributes.
 */
function contentSecurityPolicy(nonce: string): string {
  const scripts = `'self' 'nonce-${nonce}' 'strict-dynamic'`;
  return [
    "default-src 'self'",
    `script-src ${scripts}${isDevelopment ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${isDevelopment ? " ws:" : ""}`,
    "frame-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

const PROTECTION: Readonly<Record<string, string>> = {
  "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};

/** The address of a tracking page, or of a question by mail, holds its secret: it is told to nobody, and to no search engine. */
const referrerPolicy = (pathname: string) =>
  /^\/[tc]\//.test(pathname) ? "no-referrer" : "strict-origin-when-cross-origin";

export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  const hasSession = SESSION_COOKIES.some((name) => request.cookies.has(name));
  if (SIGNED_FACES.test(pathname) && !hasSession) {
    const signIn = new URL("/sign-in", request.nextUrl);
    signIn.searchParams.set("callbackUrl", `${pathname}${search}`);
    return NextResponse.redirect(signIn);
  }
  const nonce = Buffer.from(crypto.randomUUID()).toString("base64");
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  headers.set(ADDRESS_HEADER, `${pathname}${search}`);
  headers.set(ASKED_AT_HEADER, String(Date.now()));
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", policy);
  response.headers.set("Referrer-Policy", referrerPolicy(pathname));
  for (const [name, value] of Object.entries(PROTECTION)) {
    response.headers.set(name, value);
  }
  return response;
}

export const config = {
  matcher: ["/((?!api/|_next/static|_next/image|favicon.ico).*)"],
};
