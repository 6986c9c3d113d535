import { expect, test } from "vitest";
import { decodeTextFile } from "@/components/order-entry/read-text-file";

const utf16 = (text: string, isLittle: boolean) => {
  const bytes = new Uint8Array(2 + text.length * 2);
  bytes.set(isLittle ? [0xff, 0xfe] : [0xfe, 0xff]);
  const view = new DataView(bytes.buffer);
  [...text].forEach((char, at) => {
    view.setUint16(2 + at * 2, char.charCodeAt(0), isLittle);
  });
  return bytes;
};

test.each([
  ["UTF-8", new TextEncoder().encode("Größe;3")],
  ["UTF-16, little end first", utf16("Größe;3", true)],
  ["UTF-16, big end first", utf16("Größe;3", false)],
  ["Windows-1252", Uint8Array.from([0x47, 0x72, 0xf6, 0xdf, 0x65, 0x3b, 0x33])],
])("reads %s as spreadsheets write it", (_, bytes) => {
  expect(decodeTextFile(bytes)).toBe("Größe;3");
});

test("a mark of the byte order is no part of the text", () => {
  expect(decodeTextFile(Uint8Array.from([0xef, 0xbb, 0xbf, 0x41]))).toBe("A");
});
