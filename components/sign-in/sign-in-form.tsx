"use client";

import { signIn } from "next-auth/react";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

export type SignInFormProps = {
  /** An address of this site. */
  backTo: string;
  /** Only in a demo: accounts to enter with one click. */
  demo: {
    accounts: readonly { email: string; title: string; does: string }[];
    password: string;
  } | null;
  /** Why an attempt before this page was shown failed. */
  reason: string | null;
};

const WRONG = "The e-mail or the password is not right.";
const LIMITED = "Too many attempts. Wait 15 minutes, then try again.";
const UNANSWERED = "The server did not answer. Try again.";

const typed = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
};

/** E-mail and password; what was typed stays when it is refused. */
export function SignInForm({ backTo, demo, reason }: SignInFormProps) {
  const [refusal, setRefusal] = useState(reason);
  const [pending, setPending] = useState<string | null>(null);
  const password = useRef<HTMLInputElement>(null);
  const enter = async (email: string, secret: string) => {
    setPending(email);
    setRefusal(null);
    const answer = await signIn("credentials", { email, password: secret, redirect: false }).catch(
      () => undefined,
    );
    if (answer?.ok && !answer.error) {
      window.location.assign(backTo);
      return;
    }
    setPending(null);
    const error = answer?.error;
    setRefusal(error === "RateLimited" ? LIMITED : error ? WRONG : UNANSWERED);
    password.current?.focus();
    password.current?.select();
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void enter(typed(form, "email"), typed(form, "password"));
  };
  return (
    <>
      <form method="post" onSubmit={submit} className="grid gap-4">
        <div role="alert">{refusal ? <Callout tone="error" title={refusal} /> : null}</div>
        <Field label="E-mail">
          {(control) => (
            <Input
              {...control}
              name="email"
              required
              type="email"
              size="portal"
              autoComplete="username"
              autoFocus={refusal === null}
            />
          )}
        </Field>
        <Field label="Password">
          {(control) => (
            <Input
              {...control}
              ref={password}
              name="password"
              required
              type="password"
              size="portal"
              autoComplete="current-password"
            />
          )}
        </Field>
        <Button type="submit" variant="primary" size="portal" pending={pending !== null}>
          Sign in
        </Button>
      </form>
      {demo ? (
        <section aria-labelledby="demo-accounts">
          <h2 id="demo-accounts" className="mb-2 text-sm text-muted">
            This is a demo. Enter as
          </h2>
          <ul className="overflow-hidden rounded-md border border-line">
            {demo.accounts.map((account) => (
              <li key={account.email} className="border-t border-line first:border-t-0">
                <button
                  type="button"
                  aria-busy={pending === account.email || undefined}
                  onClick={() => void enter(account.email, demo.password)}
                  className="flex w-full flex-wrap items-baseline gap-x-3 bg-surface px-3 py-2.5 text-left -outline-offset-2 hover:bg-hover aria-busy:opacity-60"
                >
                  <span className="w-24 font-medium">{account.title}</span>
                  <span className="min-w-0 flex-1 text-sm text-muted">{account.does}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}
