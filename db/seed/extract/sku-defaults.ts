import type { StockKind } from "../nodes";

/**
 * What Adventure Works does not say about its goods, by subcategory: the size of the parcel, a
 * weight where the source has none, and how many go in a pack and a case. Ours, from what such goods
 * are usually shipped in; every value taken from here is marked as imputed in skus.csv.
 */
export type Defaults = {
  kind: StockKind;
  /** Grams of one unit; used only where the source has no weight. */
  weightG: number;
  lengthMm: number;
  widthMm: number;
  heightMm: number;
  /** Units in a pack and in a case; 1 = not packed so. A case is a multiple of a pack. */
  pack: number;
  case: number;
};

const of = (
  kind: StockKind,
  weightG: number,
  [lengthMm, widthMm, heightMm]: readonly [number, number, number],
  pack: number,
  inCase: number,
): Defaults => ({ kind, weightG, lengthMm, widthMm, heightMm, pack, case: inCase });

export const DEFAULTS: Readonly<Record<string, Defaults>> = {
  "Mountain Bikes": of("bikes", 13_000, [1400, 220, 800], 1, 1),
  "Road Bikes": of("bikes", 9_000, [1400, 220, 760], 1, 1),
  "Touring Bikes": of("bikes", 12_500, [1400, 220, 790], 1, 1),
  "Mountain Frames": of("frames", 1_300, [750, 180, 500], 1, 4),
  "Road Frames": of("frames", 1_100, [750, 170, 500], 1, 4),
  "Touring Frames": of("frames", 1_350, [760, 180, 510], 1, 4),
  Forks: of("parts", 1_600, [750, 200, 120], 1, 6),
  Headsets: of("parts", 180, [110, 80, 60], 1, 24),
  Handlebars: of("parts", 310, [680, 180, 90], 1, 12),
  Wheels: of("parts", 1_300, [680, 680, 140], 1, 2),
  Saddles: of("parts", 320, [290, 180, 100], 1, 20),
  Pedals: of("parts", 400, [160, 120, 80], 1, 20),
  Chains: of("parts", 290, [130, 90, 40], 1, 40),
  Cranksets: of("parts", 700, [260, 220, 90], 1, 10),
  "Bottom Brackets": of("parts", 250, [120, 80, 70], 1, 24),
  Derailleurs: of("parts", 250, [150, 110, 80], 1, 20),
  Brakes: of("parts", 350, [180, 120, 70], 1, 20),
  "Tires and Tubes": of("accessories", 550, [380, 360, 60], 5, 20),
  "Bottles and Cages": of("accessories", 90, [260, 80, 80], 6, 36),
  Helmets: of("accessories", 290, [310, 240, 190], 1, 12),
  Lights: of("accessories", 180, [150, 100, 70], 1, 24),
  Locks: of("accessories", 650, [240, 180, 60], 1, 12),
  Pumps: of("accessories", 220, [310, 70, 50], 1, 24),
  Panniers: of("accessories", 1_150, [420, 340, 120], 1, 6),
  "Bike Racks": of("accessories", 9_500, [1050, 320, 200], 1, 1),
  "Bike Stands": of("accessories", 6_800, [1080, 220, 180], 1, 1),
  Cleaners: of("accessories", 620, [240, 90, 60], 1, 12),
  Fenders: of("accessories", 480, [660, 140, 90], 1, 10),
  "Hydration Packs": of("accessories", 560, [420, 240, 110], 1, 12),
  Caps: of("clothing", 75, [260, 180, 60], 6, 48),
  Gloves: of("clothing", 90, [240, 120, 35], 6, 48),
  Socks: of("clothing", 65, [220, 110, 40], 6, 72),
  Jerseys: of("clothing", 190, [330, 260, 35], 1, 24),
  Shorts: of("clothing", 210, [310, 250, 40], 1, 24),
  "Bib-Shorts": of("clothing", 230, [330, 260, 40], 1, 24),
  Tights: of("clothing", 240, [340, 260, 40], 1, 24),
  Vests: of("clothing", 150, [320, 250, 35], 1, 24),
};

/** Which model took the place of which, by `ProductModelID`; sizes are matched to the nearest. */
export const SUCCESSOR_MODEL: Readonly<Record<string, string>> = {
  "19": "20", // Mountain-100 → Mountain-200
  "21": "23", // Mountain-300 → Mountain-500
  "25": "26", // Road-150 → Road-250
  "26": "26", // Road-250 Red → Road-250 Black, the colour that stayed
  "30": "31", // Road-650 → Road-750
  "9": "9", // LL Road Frame, Red → Black
  "16": "17", // ML Road Frame → ML Road Frame-W
  "5": "5", // HL Mountain Frame: sizes that ended → sizes that stayed
  "14": "15", // ML Mountain Frame → ML Mountain Frame-W
  "15": "15",
  "18": "24", // Mountain Bike Socks → Racing Socks
};

/** NMFC density scale of 2025: least pounds per cubic foot of each freight class. */
const FREIGHT_CLASSES = [
  [50, 50],
  [35, 55],
  [30, 60],
  [22.5, 65],
  [15, 70],
  [12, 85],
  [10, 92.5],
  [8, 100],
  [6, 125],
  [4, 175],
  [2, 250],
  [1, 300],
  [0, 400],
] as const;

/** Freight class of goods with this weight in this box. */
export function freightClass(weightG: number, volumeMm3: number): string {
  const poundsPerCubicFoot = weightG / 453.592_37 / (volumeMm3 / 28_316_846.592);
  const found = FREIGHT_CLASSES.find(([least]) => poundsPerCubicFoot >= least);
  return String(found?.[1] ?? 400);
}
