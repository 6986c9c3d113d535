import { Badge } from "@/components/ui/badge";
import type { AllocationRunState } from "@/server/oms/allocation/machine";

const LOOK = {
  simulated: { tone: "waiting", words: "Waits for approval" },
  applied: { tone: "success", words: "Applied" },
  dismissed: { tone: "neutral", words: "Dismissed" },
} as const;

export const RunState = ({ state }: { state: AllocationRunState }) => (
  <Badge tone={LOOK[state].tone}>{LOOK[state].words}</Badge>
);
