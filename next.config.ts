import type { NextConfig } from "next";

export default {
  typedRoutes: false,
  poweredByHeader: false,
  reactStrictMode: true,
  serverExternalPackages: ["postgres", "pino", "bwip-js"],
  // `npm test` checks the types of everything; a first start should not wait for that.
  typescript: { ignoreBuildErrors: true },
} satisfies NextConfig;
