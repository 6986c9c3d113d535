import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import { PrintButton } from "./print-button";

export type PrintPageProps = {
  /** Also the tab's and the file's name: "Pick list 2041". */
  title: string;
  /** a4: documents. label: 4 × 6 inches without margins. */
  paper?: "a4" | "label";
  children: ReactNode;
};

const PAGE = {
  a4: "@page { size: A4; margin: 12mm }",
  label: "@page { size: 4in 6in; margin: 0 }",
} as const;

/** A sheet of paper: black on white in both themes; on the screen with a button, on paper without. */
export function PrintPage({ title, paper = "a4", children }: PrintPageProps) {
  return (
    <div className="light min-h-dvh bg-sunken text-ink print:min-h-0 print:bg-surface">
      <title>{title}</title>
      <style href={`paper-${paper}`} precedence="default">
        {PAGE[paper]}
      </style>
      <div className="screen-only flex items-center justify-between gap-4 border-b border-line bg-surface px-6 py-2">
        <span className="font-medium">{title}</span>
        <PrintButton />
      </div>
      <main
        id="main"
        className={cn(
          "mx-auto my-6 bg-surface text-md shadow-layer print:m-0 print:w-auto print:shadow-none",
          paper === "a4"
            ? "min-h-[297mm] w-[210mm] max-w-full p-[12mm] print:min-h-0 print:p-0"
            : "h-[6in] w-[4in] overflow-hidden",
        )}
      >
        {children}
      </main>
    </div>
  );
}
