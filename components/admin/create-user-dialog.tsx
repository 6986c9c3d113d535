"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import {
  type ContactRole,
  contactRoles,
  PASSWORD_LENGTH_MIN,
  type StaffRole,
} from "@/server/oms/customers/types";
import { CommandDialog, type FieldErrors } from "./command-dialog";
import { type Place, UserChoices } from "./user-choices";
import { inWords } from "./words";

type Typed = {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly kind: "staff" | "buyer";
  readonly roles: readonly StaffRole[];
  readonly nodes: readonly string[];
  readonly companyCode: string;
  readonly buyerRole: ContactRole;
};

const BLANK: Typed = {
  email: "",
  name: "",
  password: "",
  kind: "staff",
  roles: [],
  nodes: [],
  companyCode: "",
  buyerRole: "buyer",
};

const inputOf = ({ email, name, password, kind, ...typed }: Typed) => ({
  email,
  name,
  password,
  roles: kind === "staff" ? [...typed.roles] : [],
  nodes: kind === "staff" && typed.roles.includes("warehouse") ? [...typed.nodes] : [],
  buyer: kind === "buyer" ? { companyCode: typed.companyCode, role: typed.buyerRole } : null,
});

/** Make an account: of staff with roles, or of somebody who buys for a company. */
export function CreateUserDialog({ nodes }: { nodes: readonly Place[] }) {
  const client = useApiClient();
  const [typed, setTyped] = useState(BLANK);
  const change = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  return (
    <CommandDialog
      trigger="Add person"
      triggerProps={{ variant: "primary" }}
      title="Add person"
      confirm="Add person"
      input={inputOf(typed)}
      onOpen={() => setTyped(BLANK)}
      send={async (request) => {
        await client.access.createUser.mutate(request);
        return `${request.input.email} can sign in`;
      }}
    >
      {(errors) => (
        <>
          <WhoFields typed={typed} errors={errors} onChange={change} />
          <fieldset className="flex gap-6">
            <legend className="mb-1 text-sm font-medium">Kind of account</legend>
            {(["staff", "buyer"] as const).map((kind) => (
              <Checkbox
                key={kind}
                kind="radio"
                name="kind"
                label={kind === "staff" ? "Staff" : "Buyer of a company"}
                checked={typed.kind === kind}
                onChange={() => change({ kind })}
              />
            ))}
          </fieldset>
          {typed.kind === "staff" ? (
            <UserChoices
              roles={typed.roles}
              nodes={typed.nodes}
              places={nodes}
              error={errors.roles}
              onChange={change}
            />
          ) : (
            <BuyerFields typed={typed} errors={errors} onChange={change} />
          )}
        </>
      )}
    </CommandDialog>
  );
}

type FieldsProps = {
  typed: Typed;
  errors: FieldErrors;
  onChange: (part: Partial<Typed>) => void;
};

function WhoFields({ typed, errors, onChange }: FieldsProps) {
  return (
    <>
      <TextField
        label="Name"
        name="name"
        required
        value={typed.name}
        change={(name) => onChange({ name })}
        error={errors.name}
      />
      <Field label="E-mail" required error={errors.email}>
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            autoComplete="off"
            value={typed.email}
            onChange={(event) => onChange({ email: event.target.value })}
          />
        )}
      </Field>
      <Field
        label="Password"
        required
        error={errors.password}
        help={`At least ${PASSWORD_LENGTH_MIN} characters. Hand it over by another way than mail.`}
      >
        {(control) => (
          <Input
            {...control}
            name="password"
            type="password"
            autoComplete="new-password"
            value={typed.password}
            onChange={(event) => onChange({ password: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

function BuyerFields({ typed, errors, onChange }: FieldsProps) {
  return (
    <>
      <TextField
        label="Company code"
        name="buyer.companyCode"
        required
        isIdent
        value={typed.companyCode}
        change={(companyCode) => onChange({ companyCode })}
        error={errors.companyCode ?? errors["buyer.companyCode"]}
      />
      <SelectField
        label="Role"
        name="buyer.role"
        value={typed.buyerRole}
        options={contactRoles.map((value) => ({ value, label: inWords(value) }))}
        change={(chosen) => onChange({ buyerRole: chosen as ContactRole })}
      />
    </>
  );
}
