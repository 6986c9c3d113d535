import { expect, test } from "vitest";
import { readScan } from "@/components/fulfillment/scan-code";

test.each([
  ["HL-U509", { code: "HL-U509", quantity: 1 }],
  ["  HL-U509\t", { code: "HL-U509", quantity: 1 }],
  ["12*HL-U509", { code: "HL-U509", quantity: 12 }],
  ["12 × HL-U509", { code: "HL-U509", quantity: 12 }],
  ["4006381333931", { code: "4006381333931", quantity: 1 }],
  ["*AB*", { code: "*AB*", quantity: 1 }],
  ["", null],
  ["   ", null],
  ["0*HL-U509", null],
])("%j is read as %j", (text, scan) => {
  expect(readScan(text)).toEqual(scan);
});
