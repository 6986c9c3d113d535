import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import type { ColumnChoice } from "./columns";

type Column = { readonly name: string; readonly samples: readonly string[] };

type MappingFieldsProps = {
  columns: readonly Column[];
  nodes: readonly string[];
  chosen: ColumnChoice;
  onChange: (chosen: ColumnChoice) => void;
};

const LABELS = { sku: "SKU", node: "Node", onHand: "Units on hand" } as const;

/** Which column is what, with the first values that stand in it. */
export function MappingFields({ columns, nodes, chosen, onChange }: MappingFieldsProps) {
  const names = columns.map(({ name }) => ({ value: name, label: name }));
  const everywhere = nodes.map((code) => ({ value: `@${code}`, label: `Every row: ${code}` }));
  const samplesOf = (choice: string) =>
    columns
      .find(({ name }) => name === choice)
      ?.samples.filter((sample) => sample !== "")
      .join(", ");
  return (
    <div className="grid gap-4 sm:grid-cols-3">
      {(["sku", "node", "onHand"] as const).map((field) => (
        <Field
          key={field}
          label={LABELS[field]}
          required
          {...(samplesOf(chosen[field]) ? { help: `As in ${samplesOf(chosen[field])}` } : {})}
        >
          {(control) => (
            <Select
              {...control}
              name={field}
              placeholder="Choose a column"
              options={field === "node" ? [...names, ...everywhere] : names}
              value={chosen[field]}
              onChange={(event) => onChange({ ...chosen, [field]: event.target.value })}
            />
          )}
        </Field>
      ))}
    </div>
  );
}
