/** Every command has a test that names it: by the function that calls it, or by its own name. */
import { expect, test } from "vitest";
import { projectFiles, sources, textOf } from "./support/project-files";

const COMMAND =
  /export const (\w+)[^=]*= (?:defineCommand|defineBatchCommand|onlyOne)[\s\S]*?(?:name: "([a-z_.]+)"|;\n)/g;

test("every command is named in a test", () => {
  const tests = projectFiles
    .filter((path) => /^tests\/(unit|property|integration|e2e)\/.*\.(test|spec)\.tsx?$/.test(path))
    .map(textOf)
    .join("\n");
  const commands = sources
    .filter((path) => /^server\/oms\/[^/]+\/commands\//.test(path))
    .flatMap((path) =>
      [...textOf(path).matchAll(COMMAND)].map(([, call, name]) => ({ path, call, name })),
    );
  const untested = commands.filter(
    ({ call, name }) =>
      !new RegExp(`\\b${call}\\b`).test(tests) && !(name !== undefined && tests.includes(name)),
  );
  expect(untested.map(({ path, call }) => `${path}: ${call}`)).toEqual([]);
});
