import { expect, test } from "vitest";
import { detectDecimal, detectDelimiter, detectEncoding } from "@/server/oms/imports/decide-format";

const bytes = (text: string, encoding: BufferEncoding = "utf8") => Buffer.from(text, encoding);

test.each([
  ["a UTF-8 mark", bytes("\ufeffsku,qty"), "utf-8"],
  ["a UTF-16 mark, little end first", bytes("\ufeffsku", "utf16le"), "utf-16le"],
  ["a UTF-16 mark, big end first", bytes("\ufeffsku", "utf16le").swap16(), "utf-16be"],
  ["UTF-16 without a mark", bytes("sku,quantity\r\nA,1", "utf16le"), "utf-16le"],
  ["UTF-16 without a mark, big end first", bytes("sku,quantity", "utf16le").swap16(), "utf-16be"],
])("%s gives the encoding away", (_, head, encoding) => {
  expect(detectEncoding(head)?.encoding).toBe(encoding);
});

test("plain bytes leave the question open", () => {
  expect(detectEncoding(bytes("sku,qty\nA,1"))).toBeNull();
});

test.each([
  [",", "sku,name,qty\nA,x,1\nB,y,2\n"],
  [";", "sku;name;price\nA;x, y and z;1,50\nB;y;2,25\n"],
  ["\t", "sku\tname\tqty\nA\tx,y,z\t1\n"],
  ["|", "sku|name|qty\nA|x|1\n"],
  [",", "sku\nA\n"],
])("the delimiter %j is the one that cuts every line alike", (delimiter, sample) => {
  expect(detectDelimiter(sample)).toBe(delimiter);
});

test("delimiters inside quotes do not count", () => {
  expect(detectDelimiter('sku,name\nA,"a; b; c; d"\nB,"e; f; g; h"\n')).toBe(",");
});

test("a decimal comma counts only where no number has a point", () => {
  expect(detectDecimal(["1", "2,50", "3,75"])).toBe(",");
  expect(detectDecimal(["1,234", "5.50"])).toBe(".");
  expect(detectDecimal(["1", "2"])).toBe(".");
});
