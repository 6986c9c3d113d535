import { Chip } from "@/components/ui/chip";
import { Panel } from "@/components/ui/panel";
import type { Repairs } from "./fault-groups";

type RepairsMadeProps = { repairs: Repairs; onChange: (repairs: Repairs) => void };

/** What was put right, each with the way back: a repair that was wrong is seen and dropped. */
export function RepairsMade({ repairs, onChange }: RepairsMadeProps) {
  const made = (["sku", "node", "onHand"] as const).flatMap((field) =>
    Object.entries(repairs[field]).map(([of, use]) => ({ field, of, use })),
  );
  if (made.length === 0) {
    return null;
  }
  const without = (field: keyof Repairs, of: string) => {
    const { [of]: _, ...others } = repairs[field];
    onChange({ ...repairs, [field]: others });
  };
  return (
    <Panel title="Put right">
      <ul className="flex flex-wrap gap-2">
        {made.map(({ field, of, use }) => {
          const words = field === "onHand" ? `Row ${of}: ${use}` : `${of} is ${use}`;
          return (
            <li key={`${field} ${of}`} className="max-w-full">
              <Chip
                className="max-w-full"
                onRemove={() => without(field, of)}
                removeLabel={`Drop the repair ${words}`}
              >
                <span className="truncate">{words}</span>
              </Chip>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
