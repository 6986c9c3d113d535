"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { CommandDialog } from "@/components/admin/command-dialog";
import { ReasonDialog } from "@/components/admin/reason-dialog";
import { useApiClient } from "@/components/api-provider";
import { formatInstant } from "@/components/format";
import { useCommand } from "@/components/fulfillment/use-command";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import type { SourcingProfile } from "@/server/oms/sourcing/types-profile";

/** A draft that says what the live version says: the place to begin. */
export function NewDraft({ profile }: { profile: SourcingProfile }) {
  const client = useApiClient();
  const router = useRouter();
  const { run, isPending } = useCommand(
    async ({ idempotencyKey }: { idempotencyKey: string; input: null }) => {
      const input = { version: null, revision: 0, profile, note: "" };
      const { version } = await client.sourcing.saveDraft.mutate({ idempotencyKey, input });
      return { sentence: `Draft ${version} begun`, version };
    },
  );
  return (
    <Button
      variant="primary"
      pending={isPending}
      onClick={() =>
        void run(null).then((made) => {
          if (made !== null) {
            router.push(`/admin/routing/${made.version}`);
          }
        })
      }
    >
      New draft
    </Button>
  );
}

export type PublishVersionProps = {
  version: number;
  revision: number;
  /** Why it may not be published yet; null when it may. */
  notYet: string | null;
  zone: string;
};

/** Tomorrow at six in the reader's clock: before the day's first orders. */
function tomorrowAtSix(): string {
  const day = new Date(Date.now() + 86_400_000);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}T06:00`;
}

/** Publish now or at a time; open orders keep what was decided for them. */
export function PublishVersion({ version, revision, notYet, zone }: PublishVersionProps) {
  const client = useApiClient();
  const [isNow, setNow] = useState(true);
  const [at, setAt] = useState("");
  return (
    <CommandDialog
      trigger="Publish"
      triggerProps={{ variant: "primary", disabledReason: notYet }}
      title={`Publish version ${version}`}
      description="It routes every order from then on. Orders that were routed keep what was decided for them."
      confirm={isNow ? "Publish now" : "Schedule"}
      input={{ version, revision, at: isNow ? null : isoOf(at) }}
      onOpen={() => {
        setNow(true);
        setAt(tomorrowAtSix());
      }}
      send={async (request) => {
        const answer = await client.sourcing.publishProfile.mutate(request);
        return answer.activateAt === null
          ? `Version ${version} went live`
          : `Version ${version} was scheduled for ${formatInstant(new Date(answer.activateAt), zone)}`;
      }}
    >
      {(errors) => (
        <>
          <fieldset className="grid gap-1">
            <legend className="sr-only">When</legend>
            <Checkbox
              kind="radio"
              name="when"
              label="Now"
              checked={isNow}
              onChange={() => setNow(true)}
            />
            <Checkbox
              kind="radio"
              name="when"
              label="At a time"
              checked={!isNow}
              onChange={() => setNow(false)}
            />
          </fieldset>
          {isNow ? null : (
            <Field label="When" error={errors.at} help="In your own time">
              {(control) => (
                <Input
                  {...control}
                  type="datetime-local"
                  name="at"
                  value={at}
                  onChange={(event) => setAt(event.target.value)}
                />
              )}
            </Field>
          )}
        </>
      )}
    </CommandDialog>
  );
}

/** What the browser's clock calls this, as a moment; what is no time is refused at its control. */
function isoOf(local: string): string {
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? local : at.toISOString();
}

/** Route as before, at once. */
export function RollBack({ from, to }: { from: number; to: number }) {
  const client = useApiClient();
  return (
    <ReasonDialog
      trigger={`Roll back to ${to}`}
      triggerProps={{ "aria-label": `Roll back to version ${to}` }}
      title={`Route as version ${to} did`}
      description={`Version ${from} is retired and version ${to} published again under a new number, at once.`}
      confirm="Roll back"
      run={async (reason, idempotencyKey) => {
        const { version } = await client.sourcing.rollBack.mutate({
          idempotencyKey,
          input: { from, to, reason },
        });
        return `Rolled back to version ${to}, live as version ${version}`;
      }}
    />
  );
}

/** The two steps back of a version that is not live. */
export function DraftSteps({ version, isScheduled }: { version: number; isScheduled: boolean }) {
  const client = useApiClient();
  const router = useRouter();
  const { run, isPending } = useCommand(
    async ({ idempotencyKey }: { idempotencyKey: string; input: "cancel" | "discard" }) => {
      const request = { idempotencyKey, input: { version } };
      if (isScheduled) {
        await client.sourcing.cancelSchedule.mutate(request);
        return { sentence: `Version ${version} is not scheduled any more` };
      }
      await client.sourcing.discardDraft.mutate(request);
      router.push("/admin/routing");
      return { sentence: `Draft ${version} discarded` };
    },
  );
  return (
    <Button
      variant={isScheduled ? "secondary" : "danger"}
      pending={isPending}
      onClick={() => void run(isScheduled ? "cancel" : "discard")}
    >
      {isScheduled ? "Cancel the schedule" : "Discard draft"}
    </Button>
  );
}

/** For those who keep rules as documents: a file in becomes a draft. */
export function ImportDocument() {
  const client = useApiClient();
  const router = useRouter();
  const [text, setText] = useState("");
  const [note, setNote] = useState("");
  return (
    <CommandDialog
      trigger="Import a document"
      title="Import a routing document"
      description="It becomes a draft, to be rehearsed like any other."
      confirm="Import"
      size="lg"
      input={{ text, note }}
      onOpen={() => {
        setText("");
        setNote("");
      }}
      send={async ({ idempotencyKey, input }) => {
        const made = await client.sourcing.importProfile.mutate({
          idempotencyKey,
          input: { document: parsed(input.text), note: input.note },
        });
        router.push(`/admin/routing/${made.version}`);
        return `Draft ${made.version} imported`;
      }}
    >
      {(errors) => (
        <>
          <Field label="Document" required error={errors.document}>
            {(control) => (
              <Textarea
                {...control}
                name="document"
                rows={12}
                className="ident"
                spellCheck={false}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
          <Field label="Note" error={errors.note}>
            {(control) => (
              <Input
                {...control}
                name="note"
                maxLength={500}
                value={note}
                onChange={(event) => setNote(event.target.value)}
              />
            )}
          </Field>
        </>
      )}
    </CommandDialog>
  );
}

/** Text that is no JSON is sent as text: the refusal says that it is no document. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
