import type { inferRouterOutputs } from "@trpc/server";
import { formatCount } from "@/components/format";
import { Callout } from "@/components/ui/callout";
import { DefinitionList } from "@/components/ui/definition-list";
import type { AppRouter } from "@/server/api/root";

export type InspectedFile = inferRouterOutputs<AppRouter>["inventory"]["inspectFeedFile"];

/** What is told of a file, whatever it holds. */
export type DetectedFile = Pick<
  InspectedFile,
  "format" | "columns" | "isRemembered" | "takenBefore"
>;

const ENCODINGS: Record<InspectedFile["format"]["encoding"], string> = {
  "utf-8": "UTF-8",
  "utf-16le": "UTF-16, little end first",
  "utf-16be": "UTF-16, big end first",
  "windows-1252": "Windows-1252",
};

const DELIMITERS: Record<InspectedFile["format"]["delimiter"], string> = {
  ",": "Comma",
  ";": "Semicolon",
  "\t": "Tab",
  "|": "Vertical bar",
};

/** As what the file was understood, so that a wrong guess is seen before it does harm. */
export function FileFormat({ file }: { file: DetectedFile }) {
  const { format, columns, isRemembered, takenBefore } = file;
  return (
    <div className="mb-4 grid gap-3">
      {takenBefore === null ? null : (
        <Callout tone="info" title="This file was taken before">
          Applied again it changes nothing that nobody else changed meanwhile.
        </Callout>
      )}
      <DefinitionList
        layout="stacked"
        items={[
          { term: "Encoding", description: ENCODINGS[format.encoding] },
          { term: "Between columns", description: DELIMITERS[format.delimiter] },
          { term: "Columns", description: formatCount(columns.length, "column") },
          {
            term: "Chosen",
            description: isRemembered ? "As last time" : "By their names",
          },
        ]}
      />
    </div>
  );
}
