import { randomBytes } from "node:crypto";
import { hashApiKey } from "@/server/auth/api-key";
import { CAPABILITIES } from "@/server/auth/capabilities";
import { createKey } from "@/server/oms/customers/commands/create-key";
import { newId } from "@/server/shell/new-id";
import { type CliCall, type CliCommand, EXIT, type ExitCode, UsageError } from "./command";
import { withDatabase } from "./database";

const RIGHTS = new Set(Object.values(CAPABILITIES).flat());
const ROLES = Object.keys(CAPABILITIES);
/** Enough to recognise a key by, too little to use it. */
const PREFIX_LENGTH = 12;

export const keyCreateCommand: CliCommand = {
  name: "key create",
  summary: "make a key of the public API",
  positionals: [],
  options: {
    name: { type: "string", value: "NAME", help: "who will use it" },
    scopes: { type: "string", value: "RIGHT[,RIGHT]", help: "names of commands and queries" },
    role: { type: "string", value: "ROLE", help: `all rights of a role: ${ROLES.join(", ")}` },
    company: { type: "string", value: "CODE", help: "confine it to one company" },
  },
  about: `Makes a key for /api/v1 and prints it once; only a hash is kept. A right is the name of a command
or query, as in orders.place_orders. Rights of the roles:
${[...RIGHTS].sort().join("\n")}`,
  run: runCreate,
};

async function runCreate(call: CliCall): Promise<ExitCode> {
  const name = call.text("name");
  if (name === null) {
    throw new UsageError("--name says who will use the key");
  }
  const scopes = scopesOf(call.text("scopes"), call.text("role"));
  const key = `ord_${randomBytes(32).toString("base64url")}`;
  const prefix = key.slice(0, PREFIX_LENGTH);
  const { keyId } = await withDatabase("oms key create", call.output.note, ({ ctx }) =>
    createKey(ctx, newId(), {
      name,
      prefix,
      secretHash: hashApiKey(key),
      scopes,
      companyCode: call.text("company"),
    }),
  );
  call.output.result(
    { keyId, key, prefix, scopes },
    () => `${key}\nKeep it: it is not shown again.`,
  );
  return EXIT.done;
}

function scopesOf(text: string | null, role: string | null): string[] {
  const named = (text ?? "").split(",").map((word) => word.trim());
  const words = named.filter((word) => word !== "");
  const unknown = words.find((word) => !RIGHTS.has(word));
  if (unknown !== undefined) {
    throw new UsageError(`there is no right "${unknown}"; --help lists them`);
  }
  const found = ROLES.find((each) => each === role);
  if (role !== null && found === undefined) {
    throw new UsageError(`--role takes ${ROLES.join(", ")}, found ${role}`);
  }
  const ofRole = Object.entries(CAPABILITIES).find(([each]) => each === found)?.[1] ?? [];
  const scopes = [...new Set([...words, ...ofRole])];
  if (scopes.length === 0) {
    throw new UsageError("--scopes or --role says what the key may do");
  }
  return scopes;
}
