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

export const serviceLabel = (service: { code: string; name: string; carrier: string }) => ({
  value: service.code,
  label: `${service.name}, ${service.carrier}`,
});
