import type { ReactNode } from "react";

export function Section({
  id,
  title,
  lead,
  children,
}: {
  id: string;
  title: string;
  lead?: string;
  children: ReactNode;
}) {
  return (
    <section id={id} className="mt-10">
      <h2 className="text-lg font-semibold">{title}</h2>
      {lead ? <p className="max-w-prose text-muted">{lead}</p> : null}
      <div className="mt-3">{children}</div>
    </section>
  );
}

/** The same in both themes, side by side, whatever the page's own theme is. */
export function Pair({ children }: { children: ReactNode }) {
  return (
    <div className="grid overflow-hidden rounded-md border border-line lg:grid-cols-2">
      <div className="light min-w-0 bg-canvas p-4 text-ink">{children}</div>
      <div className="dark min-w-0 bg-canvas p-4 text-ink">{children}</div>
    </div>
  );
}
