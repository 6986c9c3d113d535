import type { GeoPoint } from "@/server/oms/network/types";

export type MapPoint = { readonly x: number; readonly y: number };

export type Projection = {
  readonly width: number;
  readonly height: number;
  readonly place: (point: GeoPoint) => MapPoint;
  readonly holds: (point: GeoPoint) => boolean;
};

const WIDTH = 600;
const RADIANS = Math.PI / 180;
/** Degrees of air around the outermost point, for the names. */
const AIR = { latitude: 3, longitude: 5 };

/**
 * A flat picture of a part of the earth: degrees of longitude shrunk by the cosine of the middle
 * latitude, so that a mile is as long across as it is up.
 *
 * @param points what must be on the picture; none: the contiguous United States
 */
export function projectionOf(points: readonly GeoPoint[]): Projection {
  const { south, north, west, east } = boundsOf(points);
  const shrink = Math.cos(((south + north) / 2) * RADIANS);
  const scale = WIDTH / ((east - west) * shrink);
  return {
    width: WIDTH,
    height: Math.round((north - south) * scale),
    place: ({ latitude, longitude }) => ({
      x: (longitude - west) * shrink * scale,
      y: (north - latitude) * scale,
    }),
    holds: ({ latitude, longitude }) =>
      latitude > south && latitude < north && longitude > west && longitude < east,
  };
}

function boundsOf(points: readonly GeoPoint[]) {
  if (points.length === 0) {
    return { south: 24, north: 50, west: -126, east: -66 };
  }
  const latitudes = points.map(({ latitude }) => latitude);
  const longitudes = points.map(({ longitude }) => longitude);
  return {
    south: Math.min(...latitudes) - AIR.latitude,
    north: Math.max(...latitudes) + AIR.latitude,
    west: Math.min(...longitudes) - AIR.longitude,
    east: Math.max(...longitudes) + AIR.longitude,
  };
}
