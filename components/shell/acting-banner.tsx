import type { ReactNode } from "react";

export type ActingBannerProps = {
  /** The customer someone acts for. */
  company: string;
  /** "You act for", unless something else is being represented. */
  lead?: string;
  /** The way out: a link or a form with a button. */
  exit?: ReactNode;
};

/** Never to be overlooked: what is done here is done for someone else. Also on paper. */
export function ActingBanner({ company, lead = "You act for", exit }: ActingBannerProps) {
  return (
    <div
      role="note"
      className="flex min-h-9 flex-wrap items-center gap-x-2 border-b border-waiting-dot/50 bg-waiting-bg px-4 py-1 text-waiting-fg md:px-6"
    >
      <span>
        {lead} <strong className="font-semibold">{company}</strong>
      </span>
      {exit ? <span className="screen-only ml-auto">{exit}</span> : null}
    </div>
  );
}
