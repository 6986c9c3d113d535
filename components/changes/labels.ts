export const locationLabel = (place: {
  id: string;
  name: string;
  address1: string;
  city: string;
  region: string;
}) => ({
  id: place.id,
  label: `${place.name}, ${place.address1}, ${[place.city, place.region].filter(Boolean).join(" ")}`,
});

type Choice = { readonly value: string; readonly label: string };

/** The services that are offered, and the one that an order has, which may be offered no more. */
export function serviceChoices(
  offered: readonly { readonly code: string; readonly name: string; readonly carrier: string }[],
  current: string,
): Choice[] {
  const choices = offered.map(({ code, name, carrier }) => ({
    value: code,
    label: `${name}, ${carrier}`,
  }));
  return withCurrent(choices, current);
}

/** Choices with the one that stands, which may be offered no more. */
export const withCurrent = (choices: readonly Choice[], current: string): Choice[] =>
  choices.some(({ value }) => value === current)
    ? [...choices]
    : [...choices, { value: current, label: `${current}, offered no more` }];
