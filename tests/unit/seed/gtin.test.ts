import { expect, test } from "vitest";
import { demoGtin13, gtinCheckDigit } from "@/db/seed/gtin";

test("the check digit of a GTIN is the one GS1 computes", () => {
  expect(gtinCheckDigit("400638133393")).toBe("1");
  expect(gtinCheckDigit("1234567")).toBe("0");
  expect(gtinCheckDigit("0061414100001")).toBe("2");
});

test("a demo GTIN has thirteen digits, the demonstration prefix and its own check digit", () => {
  const codes = Array.from({ length: 295 }, (_, at) => demoGtin13(at + 1));
  expect(new Set(codes).size).toBe(295);
  for (const code of codes) {
    expect(code).toMatch(/^952\d{10}$/);
    expect(code.at(-1)).toBe(gtinCheckDigit(code.slice(0, 12)));
  }
});
