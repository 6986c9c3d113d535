import { expect, test } from "vitest";
import { findTarget, isPublicAddress, TargetRefused } from "@/server/integrations/webhooks/guard";

test.each([
  ["127.0.0.1", false],
  ["127.8.8.8", false],
  ["10.1.2.3", false],
  ["172.16.0.1", false],
  ["172.31.255.255", false],
  ["172.32.0.1", true],
  ["192.168.0.1", false],
  ["169.254.169.254", false],
  ["100.64.0.1", false],
  ["0.0.0.0", false],
  ["224.0.0.1", false],
  ["255.255.255.255", false],
  ["8.8.8.8", true],
  ["::1", false],
  ["::", false],
  ["::ffff:127.0.0.1", false],
  ["::ffff:169.254.169.254", false],
  ["::ffff:8.8.8.8", false],
  ["64:ff9b::a9fe:a9fe", false],
  ["2002:7f00:1::", false],
  ["2001::1", false],
  ["fe80::1", false],
  ["fd00:ec2::254", false],
  ["ff02::1", false],
  ["2606:4700::1111", true],
  ["no address", false],
])("%s is on the internet: %s", (address, isPublic) => {
  expect(isPublicAddress(address)).toBe(isPublic);
});

const at =
  (...addresses: string[]) =>
  async () =>
    addresses;

test.each([
  ["a name within", "https://intern.example", at("10.0.0.7")],
  ["a name with one address within", "https://mixed.example", at("8.8.8.8", "127.0.0.1")],
  ["a name that nobody knows", "https://nobody.example", at()],
  ["an address without TLS", "http://shop.example", at("8.8.8.8")],
  ["another protocol", "ftp://shop.example", at("8.8.8.8")],
  ["a password in the address", "https://a:b@shop.example", at("8.8.8.8")],
  ["no address at all", "shop", at("8.8.8.8")],
  ["this machine", "http://127.0.0.1:8080/", at("127.0.0.1")],
])("%s is refused", async (_, url, resolve) => {
  await expect(findTarget(url, false, resolve)).rejects.toBeInstanceOf(TargetRefused);
});

test.each(["https://2130706433/", "https://0x7f.1/", "https://[::1]/", "https://[::ffff:7f00:1]/"])(
  "this machine in other words is refused: %s",
  async (url) => {
    await expect(findTarget(url, false)).rejects.toBeInstanceOf(TargetRefused);
  },
);

test("what is on the internet is called at the address that was checked", async () => {
  const target = await findTarget("https://shop.example/hook", false, at("8.8.8.8", "8.8.4.4"));
  expect(target).toMatchObject({ address: "8.8.8.8", family: 4 });
});

test("the switch for development opens this machine, and nothing else within", async () => {
  expect(await findTarget("http://localhost/", true, at("127.0.0.1", "::1"))).toMatchObject({
    address: "127.0.0.1",
  });
  await expect(findTarget("http://intern/", true, at("10.0.0.7"))).rejects.toThrow("internet");
  await expect(findTarget("http://shop.example", true, at("8.8.8.8"))).rejects.toThrow("https");
});
