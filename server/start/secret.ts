/** The secret that signs sessions and links, made once and kept in the data directory. */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { giveToOwnerOf } from "@/db/postgres/run-as";
import { env, setAuthSecret } from "@/server/env";

/** Gives this process the kept secret, unless it was given one. The data directory is there. */
export function settleAuthSecret(): void {
  const { authSecret, dataDir } = env();
  if (authSecret !== null) {
    return;
  }
  const path = join(dataDir, "auth-secret");
  if (!existsSync(path)) {
    writeFileSync(path, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600 });
    giveToOwnerOf(dataDir, path);
  }
  setAuthSecret(readFileSync(path, "utf8").trim());
}
