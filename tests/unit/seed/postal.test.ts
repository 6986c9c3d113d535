import { expect, test } from "vitest";
import { locate } from "@/db/seed/postal";
import { plainPostcode } from "@/server/oms/network/decide-postal";

const centroids = new Map([
  ["US 981", { lat: 47.6, lon: -122.3 }],
  ["US 9", { lat: 40, lon: -120 }],
  ["GB SE1", { lat: 51.5, lon: -0.1 }],
  ["GB SE18", { lat: 51.49, lon: 0.07 }],
]);

test("the longest known beginning of a postcode says where it is", () => {
  expect(locate(centroids, "US", "98104-1234")).toEqual({ lat: 47.6, lon: -122.3 });
  expect(locate(centroids, "US", "90001")).toEqual({ lat: 40, lon: -120 });
});

test("a British postcode is its outward part, with or without a blank", () => {
  expect(locate(centroids, "GB", "SE1 8HL")).toEqual({ lat: 51.5, lon: -0.1 });
  expect(locate(centroids, "GB", "se18hl")).toEqual({ lat: 51.5, lon: -0.1 });
  expect(plainPostcode("GB", "EC1R 0DU")).toBe("EC1R");
});

test("an unknown beginning is nowhere", () => {
  expect(locate(centroids, "US", "00501")).toBeNull();
  expect(locate(centroids, "DE", "98104")).toBeNull();
});
