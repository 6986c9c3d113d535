"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import type { StaffRole } from "@/server/oms/customers/types";
import { CommandDialog } from "./command-dialog";
import { ReasonDialog } from "./reason-dialog";
import { type Place, UserChoices } from "./user-choices";

export type UserActionsProps = {
  user: {
    id: string;
    name: string;
    email: string;
    roles: readonly StaffRole[];
    nodes: readonly string[];
    company: string | null;
    isOpen: boolean;
  };
  nodes: readonly Place[];
  /** Of who looks: nobody closes their own account. */
  ownId: string;
};

/** What an admin can change about somebody. */
export function UserActions({ user, nodes, ownId }: UserActionsProps) {
  const client = useApiClient();
  const setAccess = async (isOpen: boolean, reason: string, idempotencyKey: string) => {
    const input = { userId: user.id, isOpen, reason };
    await client.access.setAccess.mutate({ idempotencyKey, input });
    return isOpen ? `${user.name} can sign in again` : `${user.name} is signed out, for good`;
  };
  if (!user.isOpen) {
    return (
      <ReasonDialog
        trigger="Reopen"
        triggerProps={{ size: "dense" }}
        title={`Reopen the account of ${user.name}`}
        confirm="Reopen account"
        run={(reason, idempotencyKey) => setAccess(true, reason, idempotencyKey)}
      />
    );
  }
  return (
    <>
      {user.company === null && <RolesDialog user={user} nodes={nodes} />}
      <ReasonDialog
        danger
        trigger="Close"
        triggerProps={{
          size: "dense",
          variant: "danger",
          disabledReason: user.id === ownId && "Somebody else has to close your own account",
        }}
        title={`Close the account of ${user.name}`}
        description={`${user.email} is signed out everywhere and cannot sign in any more.`}
        confirm="Close account"
        run={(reason, idempotencyKey) => setAccess(false, reason, idempotencyKey)}
      />
    </>
  );
}

function RolesDialog({ user, nodes }: Pick<UserActionsProps, "user" | "nodes">) {
  const client = useApiClient();
  const [choice, setChoice] = useState({ roles: user.roles, nodes: user.nodes });
  return (
    <CommandDialog
      trigger="Roles"
      triggerProps={{ size: "dense" }}
      title={`Roles of ${user.name}`}
      description="They hold from the next request on."
      confirm="Set roles"
      input={{
        userId: user.id,
        roles: [...choice.roles],
        nodes: choice.roles.includes("warehouse") ? [...choice.nodes] : [],
      }}
      onOpen={() => setChoice({ roles: user.roles, nodes: user.nodes })}
      send={async (request) => {
        const { name, roles } = await client.access.setRoles.mutate(request);
        return roles.length === 0 ? `${name} has no role any more` : `Roles of ${name} set`;
      }}
    >
      {(errors) => (
        <UserChoices
          roles={choice.roles}
          nodes={choice.nodes}
          places={nodes}
          error={errors.roles}
          onChange={setChoice}
        />
      )}
    </CommandDialog>
  );
}
