"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { CommandButton } from "./command-button";
import { CommandDialog } from "./command-dialog";
import { ShownOnce } from "./shown-once";
import { makeWebhookSecret } from "./webhook-secret";

/** Exchange the secret: the new one is shown once, and for a day both sign. */
export function RotateSecret({ subscriptionId }: { subscriptionId: string }) {
  const client = useApiClient();
  const [secret, setSecret] = useState("");
  const [made, setMade] = useState<string | null>(null);
  return (
    <>
      <CommandDialog
        trigger="Exchange the secret"
        title="Exchange the secret"
        description="For 24 hours every message is signed with the old and the new secret, so that the receiver can change over."
        confirm="Exchange it"
        input={{ subscriptionId, secret }}
        onOpen={() => setSecret(makeWebhookSecret())}
        send={async (request) => {
          await client.webhooks.rotateSecret.mutate(request);
          setMade(secret);
          return "Secret exchanged";
        }}
      >
        {() => null}
      </CommandDialog>
      <ShownOnce
        noun="secret"
        description="It is shown this once. The old one signs as well for 24 hours."
        secret={made}
        onDone={() => setMade(null)}
      />
    </>
  );
}

/** Send a message that says nothing. */
export function SendTest({ subscriptionId, isOn }: { subscriptionId: string; isOn: boolean }) {
  const client = useApiClient();
  return (
    <CommandButton
      label="Send a test"
      disabledReason={!isOn && "It is off"}
      run={async (idempotencyKey) => {
        await client.webhooks.sendTest.mutate({ idempotencyKey, input: { subscriptionId } });
        return "Test put into the queue";
      }}
    />
  );
}

/** Send a message again, under its own id. */
export function ReplayMessage({ messageId, about }: { messageId: string; about: string }) {
  const client = useApiClient();
  return (
    <CommandButton
      label="Send again"
      size="dense"
      aria-label={`Send again: ${about}`}
      run={async (idempotencyKey) => {
        await client.webhooks.replay.mutate({ idempotencyKey, input: { messageId } });
        return "Message put into the queue again";
      }}
    />
  );
}
