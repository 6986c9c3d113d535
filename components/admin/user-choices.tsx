"use client";

import { Checkbox } from "@/components/ui/checkbox";
import { type StaffRole, staffRoles } from "@/server/oms/customers/types";
import { inWords } from "./words";

export type Place = { readonly code: string; readonly name: string };

const HELP: Record<StaffRole, string> = {
  rep: "Takes orders at the desk, sees customers and stock",
  warehouse: "Picks, packs, ships and receives at the nodes below",
  ops: "Does all of the above, and decides on holds, exceptions, stock and supply",
  finance: "Sees orders and customers, sets credit limits and lifts credit holds",
  admin: "Operations and finance, and who has access",
};

const toggled = <T,>(all: readonly T[], one: T) =>
  all.includes(one) ? all.filter((each) => each !== one) : [...all, one];

export type UserChoicesProps = {
  roles: readonly StaffRole[];
  nodes: readonly string[];
  places: readonly Place[];
  error: string | undefined;
  onChange: (choice: { roles: readonly StaffRole[]; nodes: readonly string[] }) => void;
};

/** Roles, and for the warehouse the nodes where they hold. */
export function UserChoices({ roles, nodes, places, error, onChange }: UserChoicesProps) {
  return (
    <>
      <fieldset>
        <legend className="mb-1 text-sm font-medium">Roles</legend>
        {staffRoles.map((role) => (
          <Checkbox
            key={role}
            name="roles"
            label={inWords(role)}
            help={HELP[role]}
            checked={roles.includes(role)}
            onChange={() => onChange({ roles: toggled(roles, role), nodes })}
          />
        ))}
        {error ? <p className="text-xs text-critical-fg">{error}</p> : null}
      </fieldset>
      {roles.includes("warehouse") && (
        <fieldset>
          <legend className="mb-1 text-sm font-medium">Works at</legend>
          <div className="grid grid-cols-2">
            {places.map(({ code, name }) => (
              <Checkbox
                key={code}
                name="nodes"
                label={name}
                checked={nodes.includes(code)}
                onChange={() => onChange({ roles, nodes: toggled(nodes, code) })}
              />
            ))}
          </div>
        </fieldset>
      )}
    </>
  );
}
