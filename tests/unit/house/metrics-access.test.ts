import { expect, test } from "vitest";
import { mayReadMetrics } from "@/server/auth/metrics-access";

const from = (headers: Record<string, string>) => new Headers(headers);
const here = { "x-peer-address": "127.0.0.1" };
const token = "a-token-of-some-length";

test.each(["127.0.0.1", "::1", "::ffff:127.0.0.1"])("%s is this machine", (address) => {
  expect(mayReadMetrics(from({ "x-peer-address": address }), null)).toBe(true);
});

test.each(["10.0.0.7", "127.0.0.1.example.com", "", "::ffff:10.0.0.1"])("%j is not", (address) => {
  expect(mayReadMetrics(from({ "x-peer-address": address }), null)).toBe(false);
});

test("without a known peer nobody may, whatever the client says of itself", () => {
  expect(mayReadMetrics(from({ "x-forwarded-for": "127.0.0.1" }), null)).toBe(false);
});

test("through a proxy on this machine the first address counts too", () => {
  expect(mayReadMetrics(from({ ...here, "x-forwarded-for": "203.0.113.9" }), null)).toBe(false);
  expect(mayReadMetrics(from({ ...here, "x-forwarded-for": "127.0.0.1, ::1" }), null)).toBe(true);
});

test("the token opens from anywhere; a wrong one does not, not even from here", () => {
  const far = { "x-peer-address": "203.0.113.9" };
  expect(mayReadMetrics(from({ ...far, authorization: `Bearer ${token}` }), token)).toBe(true);
  expect(mayReadMetrics(from({ ...far, authorization: "Bearer wrong" }), token)).toBe(false);
  expect(mayReadMetrics(from({ ...here, authorization: "Bearer wrong" }), token)).toBe(false);
  expect(mayReadMetrics(from(here), token)).toBe(true);
});
