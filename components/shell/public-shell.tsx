import type { ReactNode } from "react";
import { Mark } from "./mark";
import { SkipLink } from "./skip-link";

export type PublicShellProps = {
  seller: string;
  /** Whom to ask, and how. */
  contact?: ReactNode;
  children: ReactNode;
};

/** Pages without an account: 16 px, one column, whole without script. */
export function PublicShell({ seller, contact, children }: PublicShellProps) {
  return (
    <div className="flex min-h-dvh flex-col text-lg">
      <SkipLink />
      <header className="screen-only border-b border-line bg-surface">
        <div className="mx-auto flex h-14 max-w-3xl items-center gap-3 px-5">
          <Mark />
          <span className="font-semibold">{seller}</span>
        </div>
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto w-full max-w-3xl flex-1 px-5 py-8 outline-none"
      >
        {children}
      </main>
      {contact ? (
        <footer className="border-t border-line">
          <div className="mx-auto max-w-3xl px-5 py-6 text-md text-muted">{contact}</div>
        </footer>
      ) : null}
    </div>
  );
}
