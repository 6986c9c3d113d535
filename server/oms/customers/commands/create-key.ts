import { defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { createKeyInput } from "../schema";
import { findCompany } from "./create-user";

/** Make a key of the public API. Only a hash of its secret is kept. */
export const createKey = defineCommand({
  name: "auth.create_key",
  input: createKeyInput,
  wall: "staff",
  run: async ({ sql, emit }, { name, prefix, secretHash, scopes, companyCode }) => {
    const companyId = companyCode === null ? null : await findCompany(sql, companyCode);
    const keyId = newId<string>();
    await sql`insert into api_key (id, name, prefix, secret_hash, scopes, company_id)
      values (${keyId}, ${name}, ${prefix}, ${secretHash}, ${scopes}, ${companyId})`;
    emit({
      type: "api_key.created",
      subject: { kind: "api_key", id: keyId },
      payload: { name, prefix, scopes },
    });
    return { keyId };
  },
});
