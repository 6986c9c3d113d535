import pino from "pino";
import { env } from "@/server/env";

/** One JSON line per entry on stdout. Secrets that slip into an entry are blotted out. */
const root = pino({
  level: env().logLevel,
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (level) => ({ level }) },
  redact: {
    paths: ["password", "secret", "token", "authorization", "cookie"].flatMap((name) => [
      name,
      `*.${name}`,
    ]),
    censor: "(redacted)",
  },
  serializers: { error: pino.stdSerializers.err },
});

/** The log of one part of the program; its name stands in every line. */
export const logOf = (part: string): pino.Logger => root.child({ part });
