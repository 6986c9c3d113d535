import bwipjs from "bwip-js/node";
import { expect, test } from "vitest";
import {
  codeSpellings,
  gs1CheckDigit,
  hasCheckDigit,
  serialOf,
  ssccOf,
} from "@/server/oms/fulfillment/decide-codes";

test.each([
  ["629104150021", "3"],
  ["37610425002123456", "9"],
  ["0", "0"],
])("the GS1 check digit of %s is %s", (body, digit) => {
  expect(gs1CheckDigit(body)).toBe(digit);
  expect(hasCheckDigit(body + digit)).toBe(true);
});

test("a digit that was read wrongly shows", () => {
  const sscc = ssccOf(4_711);
  const wrong = `${sscc.slice(0, 9)}${(Number(sscc[9]) + 1) % 10}${sscc.slice(10)}`;
  expect(hasCheckDigit(sscc)).toBe(true);
  expect(hasCheckDigit(wrong)).toBe(false);
});

test.each([1, 17, 999_999_999, 1_000_000_000, 9_999_999_999])(
  "serial %i becomes an SSCC-18 that the barcode encoder takes, and can be read back",
  (serial) => {
    const sscc = ssccOf(serial);
    expect(sscc).toMatch(/^\d9521980\d{10}$/);
    expect(serialOf(sscc)).toBe(serial);
    expect(() => bwipjs.raw({ bcid: "gs1-128", text: `(00)${sscc}` })).not.toThrow();
  },
);

test("a serial beyond the ten digits is a bug", () => {
  expect(() => ssccOf(10_000_000_000)).toThrow("a package serial");
  expect(() => ssccOf(0)).toThrow("a package serial");
});

test("a GTIN is found with and without its leading zeros, any other code as it is", () => {
  expect(codeSpellings(" hl-u509 ")).toEqual(["HL-U509"]);
  expect(codeSpellings("036000291452")).toEqual(
    expect.arrayContaining(["036000291452", "0036000291452", "00036000291452"]),
  );
  expect(codeSpellings("00036000291452")).toContain("0036000291452");
});
