import type { NextConfig } from "next";

export default {
  typedRoutes: false,
  poweredByHeader: false,
  reactStrictMode: true,
  serverExternalPackages: ["postgres", "pino", "bwip-js"],
} satisfies NextConfig;
