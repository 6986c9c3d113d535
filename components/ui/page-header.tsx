import { ChevronRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "./cn";

export type Crumb = { label: ReactNode; href: string };

export type PageHeaderProps = {
  /** The way back up; the page itself is the title. */
  breadcrumb?: readonly Crumb[];
  title: ReactNode;
  /** Beside the title: status badges, a promise chip. */
  status?: ReactNode;
  /** Below the title: who, when, which. */
  meta?: ReactNode;
  /** The one next step. */
  primary?: ReactNode;
  /** Everything else: secondary buttons, a menu. */
  actions?: ReactNode;
  className?: string | undefined;
};

export function PageHeader({
  breadcrumb,
  title,
  status,
  meta,
  primary,
  actions,
  className,
}: PageHeaderProps) {
  return (
    <header className={cn("mb-4 flex flex-wrap items-end gap-x-6 gap-y-3", className)}>
      <div className="min-w-0 flex-1 basis-72">
        {breadcrumb?.length ? (
          <nav aria-label="Breadcrumb" className="mb-0.5">
            <ol className="flex flex-wrap items-center gap-1 text-xs text-muted">
              {breadcrumb.map((crumb) => (
                <li key={crumb.href} className="flex items-center gap-1">
                  <Link
                    href={crumb.href}
                    className="rounded-sm py-1 hover:text-ink hover:underline"
                  >
                    {crumb.label}
                  </Link>
                  <ChevronRight aria-hidden="true" className="size-3 text-subtle" />
                </li>
              ))}
            </ol>
          </nav>
        ) : null}
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="text-xl">{title}</h1>
          {status}
        </div>
        {meta ? <div className="mt-0.5 text-muted">{meta}</div> : null}
      </div>
      {primary || actions ? (
        <div className="flex flex-wrap items-center gap-2">
          {actions}
          {primary}
        </div>
      ) : null}
    </header>
  );
}
