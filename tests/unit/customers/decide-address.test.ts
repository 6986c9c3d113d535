import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkAddress, type PostalAddress, regionsOf } from "@/server/oms/customers/decide-address";

const address = (over: Partial<PostalAddress> = {}): PostalAddress => ({
  address1: "1 Market St",
  address2: "",
  city: "San Francisco",
  region: "CA",
  postalCode: "94105",
  country: "US",
  ...over,
});

const codes = (over: Partial<PostalAddress>) =>
  checkAddress(address(over)).faults.map(({ field, code }) => `${field} ${code}`);

describe("an address", () => {
  test("that is complete and plausible has no fault, however its postcode is written", () => {
    expect(codes({})).toEqual([]);
    expect(codes({ postalCode: "94105-1234" })).toEqual([]);
    expect(codes({ city: "Ottawa", region: "ON", postalCode: "k1a0b1", country: "CA" })).toEqual(
      [],
    );
    expect(codes({ city: "London", region: "", postalCode: "SW1A1AA", country: "GB" })).toEqual([]);
    expect(codes({ city: "Berlin", region: "", postalCode: "10115", country: "DE" })).toEqual([]);
    expect(codes({ city: "Dublin", region: "", postalCode: "", country: "IE" })).toEqual([]);
    expect(codes({ city: "Quito", region: "", postalCode: "", country: "EC" })).toEqual([]);
  });

  test("names every fault at once, each at its field", () => {
    expect(
      codes({ address1: " ", city: "", region: "", postalCode: "9410", country: "US" }),
    ).toEqual([
      "address1 street_missing",
      "city city_missing",
      "region region_missing",
      "postalCode postcode_malformed",
    ]);
    expect(codes({ country: "Ruritania" })).toEqual(["country country_unknown"]);
    expect(codes({ postalCode: "" })).toEqual(["postalCode postcode_missing"]);
  });

  test("whose postcode lies elsewhere says where, and suggests it", () => {
    const { faults, suggestion } = checkAddress(address({ region: "MI", postalCode: "98272" }));
    expect(faults).toEqual([
      {
        field: "region",
        code: "region_mismatch",
        message: "Postcode 98272 lies in WA, not in MI",
      },
    ]);
    expect(suggestion.region).toBe("WA");
    expect(checkAddress({ ...address({ postalCode: "98272" }), region: "WA" }).faults).toEqual([]);
  });

  test("needs a street for a carrier; a box beside one does no harm", () => {
    for (const box of ["PO Box 12", "P.O. Box 9005", "Postfach 11 09 00", "Boîte postale 7"]) {
      expect(codes({ address1: box })).toEqual(["address1 po_box"]);
    }
    expect(codes({ address1: "Garamonde Drive", address2: "PO Box 4023" })).toEqual([]);
    expect(codes({ address1: "PO Box 4023", address2: "Garamonde Drive" })).toEqual([]);
    expect(codes({ address1: "12 Boxwood Lane" })).toEqual([]);
  });
});

describe("how an address is written", () => {
  const put = (over: Partial<PostalAddress>) => {
    const { written, corrections } = checkAddress(address(over));
    return [
      ...corrections.map(({ field, code }) => `${field} ${code}`),
      `${written.region} ${written.postalCode} ${written.country}`,
    ];
  };

  test("is put right where that is certain, and each of it is said", () => {
    expect(
      put({ region: "California", country: "United States", postalCode: "941051234" }),
    ).toEqual([
      "country country_written",
      "region region_written",
      "postalCode postcode_written",
      "CA 94105-1234 US",
    ]);
    expect(put({ region: "ontario", country: "canada", postalCode: "k1a0b1" })).toEqual([
      "country country_written",
      "region region_written",
      "postalCode postcode_written",
      "ON K1A 0B1 CA",
    ]);
    for (const country of ["Germany", "Deutschland", "Allemagne", "DEU", "de"]) {
      expect(put({ region: "", postalCode: "10115", country }).at(-1)).toBe(" 10115 DE");
    }
    expect(put({ country: "U.S.A.", region: "ca" }).at(-1)).toBe("CA 94105 US");
    const { written, corrections } = checkAddress(address({ address1: "  1  Market St " }));
    expect(written.address1).toBe("1 Market St");
    expect(corrections.map(({ code }) => code)).toEqual(["address_blanks"]);
  });

  test("stays where it is not certain: another region is suggested and not taken", () => {
    expect(put({ region: "Kalifornien" })).toEqual(["Kalifornien 94105 US"]);
    expect(put({ postalCode: "9410" })).toEqual(["CA 9410 US"]);
    expect(put({ region: "MI", postalCode: "98272" })).toEqual(["MI 98272 US"]);
    expect(put({ country: "Ruritania", region: "", postalCode: "1" }).at(-1)).toBe(" 1 RURITANIA");
  });
});

test("what is written is written already", () => {
  const anyText = fc.oneof(
    fc.constantFrom("California", "ca", " New  York ", "usa", "Deutschland", "k1a 0b1", "94105"),
    fc.string({ maxLength: 12 }),
  );
  fc.assert(
    fc.property(anyText, anyText, anyText, anyText, (city, region, postalCode, country) => {
      const { written } = checkAddress(address({ city, region, postalCode, country }));
      expect(checkAddress(written)).toMatchObject({ written, corrections: [] });
    }),
  );
});

test("a postcode on a border lies in both regions, and one that is not known in none", () => {
  expect(regionsOf("US", "73960")).toEqual(["OK", "TX"]);
  expect(regionsOf("US", "06390")).toEqual(["CT", "NY"]);
  expect(regionsOf("CA", "X0A 0H0")).toEqual(["NU", "NT"]);
  expect(regionsOf("DE", "10115")).toEqual([]);
});

test("what is suggested is stable, and never has a fault that the address had not", () => {
  const anyAddress = fc.record({
    address1: fc.constantFrom("1 Market St", "PO Box 1", ""),
    address2: fc.constantFrom("", "Dock 4"),
    city: fc.constantFrom("Somewhere", ""),
    region: fc.constantFrom("CA", "wa", "ON", ""),
    postalCode: fc.oneof(
      fc.constantFrom("94105", "k1a 0b1", "SW1A1AA", "98272-1234", "G1R", ""),
      fc.string({ maxLength: 8 }),
    ),
    country: fc.constantFrom("US", "ca", "GB", "DE", "EC", "USA"),
  });
  fc.assert(
    fc.property(anyAddress, (given) => {
      const { faults, suggestion } = checkAddress(given);
      const again = checkAddress(suggestion);
      expect(again.suggestion).toEqual(suggestion);
      const had = new Set(faults.map(({ code }) => code));
      expect(again.faults.filter(({ code }) => !had.has(code))).toEqual([]);
    }),
  );
});
