import Link from "next/link";
import { AddressSheet } from "@/components/admin/address-sheet";
import { inWords, withDays } from "@/components/admin/words";
import { EvidenceList } from "@/components/exceptions/evidence-list";
import { exceptionHref } from "@/components/exceptions/exception-columns";
import { ExceptionTimeline } from "@/components/exceptions/exception-timeline";
import { SlaClock } from "@/components/exceptions/sla-clock";
import type { ReaderClock } from "@/components/reader-clock";
import { StatusBadge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { Money } from "@/components/ui/figures";
import { api } from "@/server/api/rsc";

type Props = { id: string; closeHref: string; clock: ReaderClock };

/** One exception beside the queue: what it is about and what happened so far. */
export async function ExceptionPeek({ id, closeHref, clock }: Props) {
  const found = await (await api()).exceptions.find({ exceptionId: id }).catch(() => null);
  if (found === null) {
    return (
      <AddressSheet title="Exception" closeHref={closeHref}>
        <EmptyState kind="filtered" title="There is no such exception" />
      </AddressSheet>
    );
  }
  const { exception, evidence, events } = found;
  return (
    <AddressSheet
      title={inWords(exception.type)}
      description={withDays(exception.sentence, clock.today)}
      closeHref={closeHref}
    >
      <div className="flex flex-wrap items-center gap-3">
        <StatusBadge kind="severity" value={exception.severity} />
        <StatusBadge kind="exception" value={exception.state} />
        <SlaClock {...exception} now={clock.now} zone={clock.zone} />
        {exception.stakeMinor === null ? null : (
          <span className="text-sm">
            <Money minor={exception.stakeMinor} currency={exception.currency} /> at stake
          </span>
        )}
      </div>
      <section aria-label="Evidence" className="mt-4">
        <EvidenceList evidence={evidence} today={clock.today} />
      </section>
      <section aria-label="What happened" className="mt-4">
        <ExceptionTimeline events={events} clock={clock} />
      </section>
      <p className="mt-4 text-sm">
        <Link className="link" href={exceptionHref(id)}>
          Open it, with what can be done
        </Link>
      </p>
    </AddressSheet>
  );
}
