import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { orderMapping } from "@/server/oms/imports/schema";

test("the mapping beside the reseller orders is one that the import takes", () => {
  const path = new URL("../../../db/seed/data/orders.map.json", import.meta.url);
  const mapping = orderMapping.safeParse(JSON.parse(readFileSync(path, "utf8")));
  expect(mapping.error).toBeUndefined();
});
