import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { fieldInWords } from "./import-words";

type Column = { readonly name: string; readonly samples: readonly string[] };

type UploadColumnsProps = {
  file: { readonly columns: readonly Column[]; readonly fields: readonly string[] };
  /** The field without which no row can be read. */
  needed: string;
  chosen: Readonly<Record<string, string>>;
  onChange: (chosen: Readonly<Record<string, string>>) => void;
};

/** Which column is which field, with the first values that stand in it. */
export function UploadColumns({ file, needed, chosen, onChange }: UploadColumnsProps) {
  const names = file.columns.map(({ name }) => ({ value: name, label: name }));
  const samplesOf = (column: string | undefined) =>
    file.columns
      .find(({ name }) => name === column)
      ?.samples.filter((sample) => sample !== "")
      .join(", ");
  const choose = (field: string, column: string) => {
    const { [field]: _, ...others } = chosen;
    onChange(column === "" ? others : { ...others, [field]: column });
  };
  return (
    <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
      {file.fields.map((field) => {
        const samples = samplesOf(chosen[field]);
        return (
          <Field
            key={field}
            label={fieldInWords(field)}
            required={field === needed}
            {...(samples ? { help: `As in ${samples}` } : {})}
          >
            {(control) => (
              <Select
                {...control}
                name={field}
                options={[
                  { value: "", label: field === needed ? "Choose a column" : "Not in the file" },
                  ...names,
                ]}
                value={chosen[field] ?? ""}
                onChange={(event) => choose(field, event.target.value)}
              />
            )}
          </Field>
        );
      })}
    </div>
  );
}
