/** A ship-to in one line: "Main · 2575 Rocky Mountain Ave, Loveland CO". */
export function locationLabel(location: {
  name: string;
  address1: string;
  city: string;
  region: string;
}): string {
  const place = [location.city, location.region].filter((part) => part !== "").join(" ");
  return `${location.name} · ${location.address1}, ${place}`;
}
