"use client";

import { useState } from "react";
import { withDays } from "@/components/admin/words";
import { refusalOf } from "@/components/api-fault";
import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Glyph } from "@/components/ui/glyph";
import { conditionsOf, type PlaybookForm } from "./playbook-form";

type Tried = {
  readonly id: string;
  readonly sentence: string;
  readonly isDone: boolean;
  readonly text: string;
};
type Found = { readonly count: number; readonly tried: readonly Tried[] };

/** A dry run: what the rule would do about what is open now; nothing is written. */
export function PlaybookPreview({ form, today }: { form: PlaybookForm; today: string }) {
  const client = useApiClient();
  const [found, setFound] = useState<Found | null>(null);
  const [problem, setProblem] = useState("");
  const [isPending, setPending] = useState(false);
  const preview = async () => {
    setPending(true);
    setProblem("");
    try {
      const { type, kind } = form;
      const input = { type, kind, conditions: conditionsOf(form) };
      setFound(await client.exceptions.previewPlaybook.query(input));
    } catch (error) {
      setProblem(refusalOf(error).message);
    } finally {
      setPending(false);
    }
  };
  return (
    <section aria-label="Dry run" className="grid gap-2">
      <div className="flex flex-wrap items-center gap-3">
        <Button pending={isPending} onClick={() => void preview()}>
          Try it on what is open
        </Button>
        <p role="status" className="text-sm text-muted">
          {problem}
          {problem === "" && found !== null
            ? `It would take ${formatCount(found.count, "exception")} now`
            : ""}
        </p>
      </div>
      {found === null ? null : (
        <ul className="grid max-h-56 gap-2 overflow-auto text-sm">
          {found.tried.map((each) => (
            <li key={each.id} className="border-b border-line pb-2 last:border-b-0">
              <span className="block">{withDays(each.sentence, today)}</span>
              <span className="figures flex items-center gap-1.5 text-muted">
                <Glyph
                  name={each.isDone ? "full" : "failed"}
                  tone={each.isDone ? "success" : "critical"}
                />
                {withDays(each.text, today)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
