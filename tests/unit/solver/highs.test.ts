import { afterAll, expect, test } from "vitest";
import { highsSolver } from "@/server/integrations/solver/highs";
import type { Program } from "@/server/oms/sourcing/decide-window-program";

const solver = highsSolver();
afterAll(() => solver.close());

/** Two of three things, the cheapest, when only one of the first two fits. */
const choice = (atLeast: number): Program => ({
  costs: [1, 2, 5],
  uppers: [1, 1, 1],
  isWhole: [true, true, true],
  rowLowers: [atLeast, 0],
  rowUppers: [3, 1],
  starts: [0, 2, 4, 5],
  rows: [0, 1, 0, 1, 0],
  values: [1, 1, 1, 1, 1],
  known: null,
});

test("a program comes back with its best answer and the proof of it", async () => {
  const answer = await solver.solve(choice(2), { seconds: 10, gap: 0 });
  expect(answer).toMatchObject({ status: "optimal", values: [1, 0, 1], objective: 6, bound: 6 });
});

test("a program that nothing satisfies has no answer, and says so", async () => {
  expect(await solver.solve(choice(3), { seconds: 10, gap: 0 })).toEqual({
    status: "none",
    why: "the solver ended with status 8",
  });
});

test("a thread that overruns is ended, and the next program is solved by another", async () => {
  const overrun = await solver.solve(choice(2), { seconds: -3, gap: 0 });
  expect(overrun).toEqual({ status: "none", why: "the solver overran its time" });
  const next = await solver.solve(choice(1), { seconds: 10, gap: 0 });
  expect(next).toMatchObject({ status: "optimal", objective: 1 });
});

test("what is no program is refused without an exception", async () => {
  const answer = await solver.solve({ ...choice(2), starts: [0, 9] }, { seconds: 10, gap: 0 });
  expect(answer.status).toBe("none");
});

test("programs that are asked at once are solved one after the other", async () => {
  const answers = await Promise.all(
    [1, 2].map((atLeast) => solver.solve(choice(atLeast), { seconds: 10, gap: 0 })),
  );
  expect(answers).toMatchObject([{ objective: 1 }, { objective: 6 }]);
});
