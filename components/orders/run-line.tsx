import Link from "next/link";
import { WhyLine } from "@/components/signature/why-line";
import { Ident } from "@/components/ui/figures";
import type { LineRun } from "@/server/oms/allocation/queries-runs";

/** Why a line has what it has of a scarce SKU, with the run that decided it. */
export const RunLine = ({ run: { run, why, editReason } }: { run: LineRun }) => (
  <WhyLine
    className="mt-2 max-w-96"
    sentence={
      <>
        {why}
        {editReason === null ? "" : `, because: ${editReason}`} (
        <Link className="link" href={`/admin/allocation/runs/${run}`} prefetch={false}>
          <Ident>{run}</Ident>
        </Link>
        )
      </>
    }
  />
);
