import { Badge } from "@/components/ui/badge";
import { Panel } from "@/components/ui/panel";

export type FindingView = {
  readonly field: string;
  readonly code: string;
  readonly severity: "warning" | "corrected";
  readonly message: string;
};

/** What was noticed of an order, one sentence each. */
export function FindingList({ findings }: { findings: readonly FindingView[] }) {
  return (
    <ul className="grid gap-1.5">
      {findings.map(({ field, code, severity, message }) => (
        <li key={`${field} ${code}`} className="flex flex-wrap items-baseline gap-2">
          {severity === "corrected" ? (
            <Badge tone="progress">Corrected</Badge>
          ) : (
            <Badge tone="warning" glyph="risk">
              Warning
            </Badge>
          )}
          <span>{message}</span>
        </li>
      ))}
    </ul>
  );
}

/** The same on an order's page; nothing where nothing was noticed. */
export function FindingsPanel({ findings }: { findings: readonly FindingView[] }) {
  return findings.length === 0 ? null : (
    <Panel title="Noticed when it came in">
      <FindingList findings={findings} />
    </Panel>
  );
}
