import { sql } from "drizzle-orm";
import { index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { staffRoles } from "@/server/oms/customers/types";
import type { NodeId, UserId } from "@/server/oms/kernel/ids";
import { id, instant, oneOf, recordedAt, ref } from "./columns";
import { node } from "./network";

/** Somebody who signs in: staff by `user_role`, buyers by their `contact` rows. */
export const appUser = pgTable(
  "app_user",
  {
    id: id<UserId>(),
    email: text().notNull(),
    name: text().notNull(),
    passwordHash: text().notNull(),
    disabledAt: instant(),
    createdAt: recordedAt(),
  },
  (t) => [uniqueIndex("app_user_email_key").on(sql`lower(${t.email})`)],
);

export const userRole = pgTable(
  "user_role",
  {
    userId: ref<UserId>()
      .notNull()
      .references(() => appUser.id, { onDelete: "cascade" }),
    role: text({ enum: staffRoles }).notNull(),
  },
  (t) => [
    primaryKey({ name: "user_role_pkey", columns: [t.userId, t.role] }),
    oneOf("user_role_known", t.role, staffRoles),
  ],
);

/** The nodes a warehouse user works at. */
export const userNode = pgTable(
  "user_node",
  {
    userId: ref<UserId>()
      .notNull()
      .references(() => appUser.id, { onDelete: "cascade" }),
    nodeId: ref<NodeId>()
      .notNull()
      .references(() => node.id),
  },
  (t) => [primaryKey({ name: "user_node_pkey", columns: [t.userId, t.nodeId] })],
);

/** One row per sign-in. The JWT names it; a revoked or expired row ends the session at once. */
export const authSession = pgTable(
  "auth_session",
  {
    id: uuid().primaryKey(),
    userId: ref<UserId>()
      .notNull()
      .references(() => appUser.id, { onDelete: "cascade" }),
    createdAt: recordedAt(),
    expiresAt: instant().notNull(),
    revokedAt: instant(),
  },
  (t) => [index("auth_session_user_idx").on(t.userId)],
);

/** Bearer keys of the public API. Only a hash of the secret is kept. */
export const apiKey = pgTable(
  "api_key",
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    /** First characters of the key, to recognise it by. */
    prefix: text().notNull(),
    secretHash: text().notNull(),
    scopes: text().array().notNull(),
    companyId: uuid(),
    createdAt: recordedAt(),
    lastUsedAt: instant(),
    revokedAt: instant(),
  },
  (t) => [uniqueIndex("api_key_secret_hash_key").on(t.secretHash)],
);

/** Attempts in the current window per subject, e.g. sign-ins per address and per account. */
export const rateWindow = pgTable("rate_window", {
  subject: text().primaryKey(),
  windowStart: instant().notNull(),
  attempts: integer().notNull(),
});
