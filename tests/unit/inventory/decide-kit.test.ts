import { expect, test } from "vitest";
import { decideKitAvailable, decideKitsByNode } from "@/server/oms/inventory/decide-kit";

test.each<[string, [number, number][], number, number[]]>([
  [
    "the scarcest component decides",
    [
      [1, 10],
      [2, 13],
      [1, 40],
    ],
    6,
    [10, 6, 40],
  ],
  [
    "half a kit is none",
    [
      [4, 3],
      [1, 9],
    ],
    0,
    [0, 9],
  ],
  ["what is oversold gives nothing", [[1, -5]], 0, [0]],
])("%s", (_, stock, available, gives) => {
  const components = stock.map(([perKit, units]) => ({ perKit, available: units }));
  expect(decideKitAvailable(components)).toEqual({ available, gives });
});

test("a kit without components, or with a part of a unit, is a bug", () => {
  expect(() => decideKitAvailable([])).toThrow("components");
  expect(() => decideKitAvailable([{ perKit: 0.5, available: 3 }])).toThrow("whole units");
});

test("a node makes kits of what it has itself; without one of the components it makes none", () => {
  const components = [
    {
      perKit: 1,
      cells: [
        { nodeId: "reno", available: 5 },
        { nodeId: "dallas", available: 9 },
      ],
    },
    { perKit: 2, cells: [{ nodeId: "reno", available: 7 }] },
  ];
  expect(decideKitsByNode(components)).toEqual([
    { nodeId: "reno", available: 3 },
    { nodeId: "dallas", available: 0 },
  ]);
});
