import { expect, test } from "vitest";
import { restrictionsFrom } from "@/components/admin/restriction-rows";

test("a pasted list is read by its column names, whatever separates them", () => {
  const [row, ...others] = restrictionsFrom(
    'Reference,kind,SKU,country,region,Reason\n\nCA-1,forbidden,FR-X,US,CA,"batteries, large"\n',
  );
  expect(others).toEqual([]);
  expect(row).toEqual({
    reference: "CA-1",
    kind: "forbidden",
    sku: "FR-X",
    category: "",
    country: "US",
    region: "CA",
    postalPrefix: "",
    channelCode: "",
    companyCode: "",
    validFrom: "",
    validTo: "",
    reason: "batteries, large",
  });
  const [fromSheet] = restrictionsFrom("reference\tpostal_prefix\nX\t941");
  expect(fromSheet).toMatchObject({ reference: "X", postalPrefix: "941" });
});
