"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { Checkbox } from "@/components/ui/checkbox";
import { TextField } from "@/components/ui/text-field";
import { type ApiRight, apiRights } from "@/server/oms/customers/types";
import { type ApiSecret, makeApiSecret } from "./api-secret";
import { CommandDialog } from "./command-dialog";
import { rightInWords } from "./right-words";
import { ShownOnce } from "./shown-once";

type Typed = { name: string; scopes: readonly ApiRight[]; companyCode: string };
const BLANK: Typed = { name: "", scopes: [], companyCode: "" };
const NO_SECRET: ApiSecret = { key: "", prefix: "", secretHash: "" };

/** Make a key for another system. The key itself is shown once, and never leaves this browser. */
export function CreateKeyDialog() {
  const client = useApiClient();
  const [typed, setTyped] = useState(BLANK);
  const [secret, setSecret] = useState(NO_SECRET);
  const [made, setMade] = useState<string | null>(null);
  const change = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  const begin = () => {
    setTyped(BLANK);
    void makeApiSecret().then(setSecret);
  };
  return (
    <>
      <CommandDialog
        trigger="Make key"
        triggerProps={{ variant: "primary" }}
        title="Make an API key"
        confirm="Make key"
        input={{
          name: typed.name,
          prefix: secret.prefix,
          secretHash: secret.secretHash,
          scopes: [...typed.scopes],
          companyCode: typed.companyCode.trim() === "" ? null : typed.companyCode,
        }}
        onOpen={begin}
        send={async (request) => {
          await client.access.createKey.mutate(request);
          setMade(secret.key);
          return `Key for ${request.input.name} made`;
        }}
      >
        {(errors) => (
          <>
            <TextField
              label="Who will use it"
              name="name"
              required
              value={typed.name}
              change={(name) => change({ name })}
              error={errors.name}
            />
            <Scopes
              scopes={typed.scopes}
              error={errors.scopes}
              onChange={(scopes) => change({ scopes })}
            />
            <TextField
              label="Company code"
              name="companyCode"
              isIdent
              help="Confines the key to one customer. Empty: all of them."
              value={typed.companyCode}
              change={(companyCode) => change({ companyCode })}
              error={errors.companyCode}
            />
          </>
        )}
      </CommandDialog>
      <ShownOnce
        noun="key"
        description="It is shown this once. We keep a hash of it, so nobody can tell it again."
        secret={made}
        onDone={() => setMade(null)}
      />
    </>
  );
}

function Scopes({
  scopes,
  error,
  onChange,
}: {
  scopes: readonly ApiRight[];
  error: string | undefined;
  onChange: (scopes: readonly ApiRight[]) => void;
}) {
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">It may</legend>
      {apiRights.map((right) => (
        <Checkbox
          key={right}
          name="scopes"
          label={rightInWords(right)}
          checked={scopes.includes(right)}
          onChange={() =>
            onChange(
              scopes.includes(right) ? scopes.filter((each) => each !== right) : [...scopes, right],
            )
          }
        />
      ))}
      {error ? <p className="text-xs text-critical-fg">{error}</p> : null}
    </fieldset>
  );
}
