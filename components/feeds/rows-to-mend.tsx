import type { ReactNode } from "react";
import { formatCount, formatQuantity } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";

type RowsToMendProps = {
  read: number;
  rejected: number;
  /** Of the rejected, how many `children` show. */
  shown: number;
  /** Something was typed that the last check did not see. */
  isUnchecked: boolean;
  isChecking: boolean;
  onCheck: () => void;
  children: ReactNode;
};

/** The rows of a file that cannot be taken as they are, with a way to check what was mended. */
export function RowsToMend(props: RowsToMendProps) {
  const { read, rejected, shown, isUnchecked, isChecking, onCheck, children } = props;
  if (rejected === 0 && !isUnchecked) {
    return (
      <p role="status" className="text-muted">
        {formatCount(read, "row")} read, nothing is wrong with them.
      </p>
    );
  }
  return (
    <Panel
      title="What is wrong"
      meta={
        <span role="status">
          {formatCount(rejected, "row")} of {formatQuantity(read)}
        </span>
      }
      actions={
        <Button
          pending={isChecking && "Checking…"}
          disabledReason={isUnchecked ? false : "Nothing was changed since the last check"}
          onClick={onCheck}
        >
          Check again
        </Button>
      }
      flush
    >
      {children}
      {rejected > shown ? (
        <p className="border-t border-line px-4 py-2 text-muted">
          The first {formatQuantity(shown)} are shown; the others come with the rejected rows.
        </p>
      ) : null}
    </Panel>
  );
}
