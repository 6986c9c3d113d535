import { expect, test } from "vitest";
import { projectFiles, textOf } from "../../support/project-files";
import { MUTANTS } from "../../tools/planted-faults";

/** They are planted by hand, now and then; what they need to be planted is checked each time. */
test("every fault that the tests must catch still has its place, and its test", () => {
  const lost = MUTANTS.filter(({ file, from }) => !textOf(file).includes(from));
  const unguarded = MUTANTS.filter(({ caughtBy }) => !projectFiles.includes(caughtBy));
  expect(lost.map(({ name, file }) => `${name}: ${file}`)).toEqual([]);
  expect(unguarded.map(({ name, caughtBy }) => `${name}: ${caughtBy}`)).toEqual([]);
});
