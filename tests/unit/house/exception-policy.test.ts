import fc from "fast-check";
import { expect, test } from "vitest";
import {
  allPolicies,
  allTimers,
  defaultPolicy,
  dueAt,
} from "@/server/oms/exceptions/decide-policy";
import { exceptionTypes, severities, timers } from "@/server/oms/exceptions/types";

test("every type has a policy, in which what is graver has no more time", () => {
  const opened = new Date("2026-11-10T15:00:00Z");
  for (const policy of allPolicies([])) {
    const due = severities.map((severity) => dueAt(opened, severity, policy).getTime());
    expect(due).toEqual(due.toSorted((a, b) => b - a));
    expect(due.every((at) => at > opened.getTime())).toBe(true);
    expect(policy.team).not.toBe("");
  }
  expect(allPolicies([]).map(({ type }) => type)).toEqual([...exceptionTypes]);
});

test("what was saved stands, and nothing else moves", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...exceptionTypes),
      fc.constantFrom(...timers),
      fc.integer({ min: 1, max: 10_000 }),
      (type, name, minutes) => {
        const saved = { ...defaultPolicy(type), costMinor: minutes };
        const others = allPolicies([saved]).filter((each) => each.type !== type);
        expect(allPolicies([saved])).toContainEqual(saved);
        expect(others).toEqual(others.map((each) => defaultPolicy(each.type)));
        expect(allTimers([{ name, minutes }])).toEqual({ ...allTimers([]), [name]: minutes });
      },
    ),
  );
});
