/** The secret that signs the sessions, made once and kept in the data directory. */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { giveToOwnerOf } from "@/db/postgres/run-as";
import { env } from "./env";

function keptSecret(dataDir: string): string {
  const path = join(dataDir, "auth-secret");
  if (!existsSync(path)) {
    writeFileSync(path, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600 });
    giveToOwnerOf(dataDir, path);
  }
  return readFileSync(path, "utf8").trim();
}

/** The signing secret of this installation, as every process of it knows it. */
export const authSecret = (): string => env().authSecret ?? keptSecret(env().dataDir);
