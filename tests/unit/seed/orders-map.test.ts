import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { orderMapping } from "@/server/oms/imports/schema";

test("the mapping beside the reseller orders is one that the import takes", () => {
  const path = join(import.meta.dirname, "../../../db/seed/data/orders.map.json");
  const mapping = orderMapping.safeParse(JSON.parse(readFileSync(path, "utf8")));
  expect(mapping.error).toBeUndefined();
});
