import { randomBytes } from "node:crypto";
import { text as readAll } from "node:stream/consumers";
import { hashPassword } from "@/server/auth/password";
import { createUser } from "@/server/oms/customers/commands/create-user";
import { contactRoles, PASSWORD_LENGTH_MIN, staffRoles } from "@/server/oms/customers/types";
import { newId } from "@/server/shell/new-id";
import { type CliCall, type CliCommand, EXIT, type ExitCode, UsageError } from "./command";
import { withDatabase } from "./database";

export const userCreateCommand: CliCommand = {
  name: "user create",
  summary: "make an account that signs in",
  positionals: ["EMAIL"],
  options: {
    name: {
      type: "string",
      value: "NAME",
      help: "how people call them; the mail address if left out",
    },
    role: {
      type: "string",
      value: "ROLE[,ROLE]",
      help: `${staffRoles.join(", ")}; or one of ${contactRoles.join(", ")} with --company`,
    },
    company: { type: "string", value: "CODE", help: "the company that a buyer buys for" },
    node: {
      type: "string",
      value: "CODE[,CODE]",
      help: "the nodes that a warehouse user works at",
    },
    "password-stdin": { type: "boolean", help: "read the password from stdin" },
  },
  about: `Makes an account. Without --password-stdin a password is made up and printed once.`,
  run: runCreate,
};

async function runCreate(call: CliCall): Promise<ExitCode> {
  const [email = ""] = call.positionals;
  const words = listOf(call.text("role"));
  const company = call.text("company");
  const roles = staffRoles.filter((role) => words.includes(role));
  const buyerRole = contactRoles.find((role) => words.includes(role)) ?? null;
  const unknown = words.find((word) => !isRole(word));
  if (unknown !== undefined || words.length === 0) {
    const known = [...staffRoles, ...contactRoles].join(", ");
    throw new UsageError(`--role takes ${known}, found ${unknown ?? "nothing"}`);
  }
  if ((company === null) !== (buyerRole === null) || (buyerRole !== null && words.length > 1)) {
    throw new UsageError(`${contactRoles.join(", ")} come alone and with --company; staff without`);
  }
  const given = call.flag("password-stdin")
    ? (await readAll(process.stdin)).replace(/\r?\n$/, "")
    : null;
  if (given !== null && given.length < PASSWORD_LENGTH_MIN) {
    throw new UsageError(`a password has at least ${PASSWORD_LENGTH_MIN} characters`);
  }
  const password = given ?? randomBytes(12).toString("base64url");
  const input = {
    email,
    name: call.text("name") ?? email,
    passwordHash: await hashPassword(password),
    roles,
    nodes: listOf(call.text("node")),
    buyer:
      company === null || buyerRole === null ? null : { companyCode: company, role: buyerRole },
  };
  const { userId } = await withDatabase("oms user create", call.output.note, ({ ctx }) =>
    createUser(ctx, newId(), input),
  );
  const shown = given === null ? { password } : {};
  call.output.result({ userId, email, ...shown }, () =>
    given === null ? `${email} can sign in with the password ${password}` : `${email} can sign in`,
  );
  return EXIT.done;
}

const isRole = (word: string) => [...staffRoles, ...contactRoles].some((role) => role === word);

const listOf = (text: string | null): string[] =>
  (text ?? "")
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
