import { StatusBadge } from "@/components/ui/badge";
import type { AllocationRunState } from "@/server/oms/allocation/machine";

export const RunState = ({ state }: { state: AllocationRunState }) => (
  <StatusBadge kind="allocation_run" value={state} />
);
