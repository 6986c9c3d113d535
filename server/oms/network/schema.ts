import { z } from "zod";
import { daysBetween, type LocalDate } from "../kernel/local-date";
import { isTimeZone } from "./decide-clock";
import { areaReaches, disruptionScopes, nodeKinds, processingModes } from "./types";

const MONEY_MAX = 100_000_000;
const COUNT_MAX = 10_000_000;
const GRAMS_MAX = 100_000_000;

const reason = z.string().trim().min(1, "Say why").max(500);
const words = (max: number) => z.string().trim().min(1, "Write something here").max(max);
const code = z
  .string()
  .trim()
  .regex(/^[\w-]{1,40}$/, "Write letters, digits and hyphens");
const country = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]{2}$/, "Write two letters, as US");
/** How postal codes begin; spaces and hyphens are left out where they are compared. */
const prefix = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9][A-Z0-9 -]{0,9}$/, "Write how postal codes begin, as US 967");
const minor = z.int("Write an amount").min(0, "Write 0 or more").max(MONEY_MAX);
const limit = z.int("Write whole numbers").min(0, "Write 0 or more").max(COUNT_MAX).nullable();
const localTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Write a time, as 16:30");
const day = z.iso.date("Write a day").transform((date) => date as LocalDate);

const nodeFacts = {
  name: words(100),
  kind: z.enum(nodeKinds),
  address1: words(200),
  city: words(100),
  region: z.string().trim().max(100),
  postalCode: words(20),
  country,
  timeZone: z.string().trim().refine(isTimeZone, "There is no such time zone"),
  priority: z.int("Write a whole number").min(0).max(100_000),
  handlingPerOrder: minor,
  handlingPerLine: minor,
  handlingPerUnit: minor,
};

const latitude = z.number("Write a number").min(-90).max(90);
const longitude = z.number("Write a number").min(-180).max(180);

export const nodeInput = z.object({
  nodeId: z.uuid(),
  ...nodeFacts,
  latitude,
  longitude,
  calendarId: z.uuid("Choose a calendar"),
  reason,
});

/** All services that a node offers; one that is not named is not offered. */
const cutOffs = z
  .array(z.object({ serviceCode: code, localTime }))
  .max(50)
  .refine((all) => new Set(all.map((one) => one.serviceCode)).size === all.length, {
    message: "A service stands twice",
  });

/** All channels that sell from a node, each with the units that it leaves there. */
const soldBy = z
  .array(
    z.object({
      channelCode: code,
      bufferUnits: z.int("Write whole units").min(0, "Write 0 or more").max(COUNT_MAX),
    }),
  )
  .max(100)
  .refine((all) => new Set(all.map((one) => one.channelCode)).size === all.length, {
    message: "A channel stands twice",
  });

const limits = {
  orders: limit,
  lines: limit,
  units: limit,
  processingDays: z.int("Write whole days").min(0).max(60),
};

export const createNodeInput = z
  .object({
    code: code.toUpperCase(),
    ...nodeFacts,
    region: nodeFacts.region.default(""),
    /** Null: where the postal code is. */
    latitude: latitude.nullable().default(null),
    longitude: longitude.nullable().default(null),
    calendarCode: z.string("Choose a calendar").trim().min(1, "Choose a calendar").max(40),
    priority: nodeFacts.priority.default(100),
    handlingPerOrder: minor.default(0),
    handlingPerLine: minor.default(0),
    handlingPerUnit: minor.default(0),
    orders: limit.default(null),
    lines: limit.default(null),
    units: limit.default(null),
    processingDays: limits.processingDays.default(0),
    cutOffs: cutOffs.default([]),
    channels: soldBy.default([]),
    reason,
  })
  .superRefine((facts, context) => {
    if ((facts.latitude === null) !== (facts.longitude === null)) {
      context.addIssue({
        code: "custom",
        path: [facts.latitude === null ? "latitude" : "longitude"],
        message: "Write both, or neither to take the place of the postal code",
      });
    }
  });

export const nodeReasonInput = z.object({ nodeId: z.uuid(), reason });

export const channelsInput = z.object({ nodeId: z.uuid(), channels: soldBy, reason });

export const cutOffsInput = z.object({ nodeId: z.uuid(), cutOffs, reason });

export const capacityInput = z.object({
  nodeId: z.uuid(),
  ...limits,
  processingMode: z.enum(processingModes),
  measuredOverDays: z.int("Write whole days").min(1).max(365),
  reason,
});

export const switchInput = z
  .object({
    nodeId: z.uuid(),
    /** Null: the node as a whole. */
    serviceCode: code.nullable(),
    /** `follow`: what was set for the service ends, the node decides. */
    turn: z.enum(["on", "off", "follow"]),
    /** Ends by itself at this moment; null: when somebody ends it. */
    until: z.date().nullable(),
    reason,
  })
  .refine(({ serviceCode, turn }) => serviceCode !== null || turn !== "follow", {
    path: ["turn"],
    message: "A node follows nobody: turn it on or off",
  })
  .refine(
    ({ serviceCode, turn, until }) => until === null || turn === "off" || serviceCode !== null,
    {
      path: ["until"],
      message: "A node that is on stays on until somebody turns it off",
    },
  );

export const calendarInput = z.object({
  /** Null makes one. */
  calendarId: z.uuid().nullable(),
  code,
  name: words(100),
  /** Bit 0 = Monday … bit 6 = Sunday. */
  workingDays: z.int().min(1, "Choose at least one day").max(127),
  closures: z
    .array(z.object({ closedOn: day, name: words(100) }))
    .max(1_000)
    .refine((all) => new Set(all.map((one) => one.closedOn)).size === all.length, {
      message: "A day stands twice",
    }),
  reason,
});

const perKgMilliMinor = z.int("Write an amount").min(0, "Write 0 or more").max(1_000_000_000);

const weightBreak = z.object({
  upToGrams: z
    .int("Write a weight")
    .min(1, "Write more than 0")
    .max(GRAMS_MAX, "Write at most 100,000 kg")
    .nullable(),
  baseMinor: minor,
  perKgMilliMinor,
  minimumMinor: minor,
  stepGrams: z
    .int("Write a weight")
    .min(1, "Write at least a gram")
    .max(1_000_000, "Write at most 1,000 kg"),
});

const breaks = z
  .array(weightBreak)
  .min(1, "Write at least one weight break")
  .max(40)
  .refine((all) => all.every((one, at) => at === 0 || endOf(all[at - 1]) < endOf(one)), {
    message: "Weight breaks stand by rising weight",
  })
  .refine((all) => all.at(-1)?.upToGrams === null, {
    message: "The last weight break holds for any weight: leave its end empty",
  })
  .readonly();

const endOf = (one: { readonly upToGrams: number | null } | undefined) =>
  one?.upToGrams ?? Number.POSITIVE_INFINITY;

const zoneRate = z.object({
  code: words(20),
  upToMiles: z.int("Write whole miles").min(1).max(100_000).nullable(),
  transitDays: z.int("Write whole days").min(0).max(120),
  breaks,
});

const zones = z
  .array(zoneRate)
  .max(50)
  .refine((all) => all.every((zone, at) => at === 0 || reachOf(all[at - 1]) < reachOf(zone)), {
    message: "Zones stand by rising distance, and only the last reaches any distance",
  })
  .readonly();

const reachOf = (zone: { readonly upToMiles: number | null } | undefined) =>
  zone?.upToMiles ?? Number.POSITIVE_INFINITY;

export const tariffSchema = z
  .object({
    currency: z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^[A-Z]{3}$/, "Write three letters, as USD"),
    countryGroups: z.array(z.array(country).min(1).readonly()).max(50).readonly(),
    within: zones,
    across: zones,
    minimumMinor: minor,
    takesNextBreak: z.boolean(),
    surcharges: z
      .array(
        z.object({
          code: words(20),
          name: words(100),
          zones: z.array(words(20)).readonly().nullable(),
          areas: z
            .array(z.object({ country, prefix }))
            .min(1, "Write at least one area, or none for everywhere")
            .max(500)
            .readonly()
            .nullable(),
          /** Charged only where somebody lives. */
          residentialOnly: z.boolean().default(false),
          flatMinor: minor,
          perKgMilliMinor,
          basisPoints: z.int("Write a percentage").min(0).max(100_000),
        }),
      )
      .max(50)
      .readonly(),
  })
  .superRefine(({ within, across, surcharges }, context) => {
    const codes = [...within, ...across].map((zone) => zone.code);
    if (codes.length === 0) {
      context.addIssue({ code: "custom", path: ["within"], message: "Write at least one zone" });
    }
    if (new Set(codes).size < codes.length) {
      context.addIssue({ code: "custom", path: ["within"], message: "A zone stands twice" });
    }
    surcharges.forEach(({ zones: charged }, at) => {
      const unknown = (charged ?? []).filter((zone) => !codes.includes(zone));
      if (unknown.length > 0) {
        const message = `There is no zone ${unknown.join(", ")}`;
        context.addIssue({ code: "custom", path: ["surcharges", at, "zones"], message });
      }
    });
  });

const weight = z
  .int("Write a weight")
  .min(1, "Write a weight, or nothing for any")
  .max(1_000_000_000)
  .nullable();

export const serviceLimits = z
  .object({
    refusesResidential: z.boolean().default(false),
    refusesPostBox: z.boolean().default(false),
    fromGrams: weight.default(null),
    upToGrams: weight.default(null),
  })
  .refine(
    ({ fromGrams, upToGrams }) =>
      fromGrams === null || upToGrams === null || fromGrams <= upToGrams,
    { path: ["upToGrams"], message: "It ends before it begins" },
  );

export const serviceInput = z.object({
  code,
  name: words(100),
  carrier: words(100),
  calendarId: z.uuid("Choose a calendar"),
  tariff: tariffSchema,
  /** What it does not take; left out: as it is. */
  limits: serviceLimits.optional(),
  reason,
});

export const createServiceInput = serviceInput.omit({ calendarId: true }).extend({
  limits: serviceLimits.prefault({}),
  code: code.toLowerCase(),
  calendarCode: z.string("Choose a calendar").trim().min(1, "Choose a calendar").max(40),
  /** What its tracking numbers begin with. */
  trackingPrefix: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z0-9]{2,10}$/, "Write two to ten letters or digits"),
  /** Nodes that offer it from now on, each until this time on its clock. */
  nodes: z
    .array(z.object({ nodeCode: code, localTime }))
    .max(500)
    .refine((all) => new Set(all.map((one) => one.nodeCode)).size === all.length, {
      message: "A node stands twice",
    })
    .default([]),
});

export const serviceReasonInput = z.object({ code, reason });

const optionalWords = (max: number) => z.string().trim().max(max).nullable();

/** What is kept, from when until when, and what that does. */
const disruptionFacts = z.object({
  scope: z.enum(disruptionScopes),
  country: country.nullable(),
  region: optionalWords(100),
  postalPrefix: optionalWords(20),
  /** Of an area: who is kept. */
  reach: z.enum(areaReaches).default("destinations"),
  nodeId: z.uuid().nullable(),
  serviceCode: code.nullable(),
  carrier: optionalWords(100),
  from: day,
  until: day,
  /** Working days more; null: nothing leaves, moves or is delivered on these days. */
  delayDays: z.int("Write whole days").min(1, "Write at least 1").max(60).nullable(),
});

type DisruptionFacts = z.output<typeof disruptionFacts>;

const LONGEST_DAYS = 92;

function checkDisruption(
  facts: DisruptionFacts,
  context: { addIssue: (issue: { code: "custom"; path: string[]; message: string }) => void },
): void {
  const wrong = (field: string, message: string) =>
    context.addIssue({ code: "custom", path: [field], message });
  if (facts.scope === "area" && facts.country === null) {
    wrong("country", "Write the country, as US");
  }
  if (facts.scope === "node" && facts.nodeId === null) {
    wrong("nodeId", "Choose a node");
  }
  if (facts.scope === "service" && (facts.serviceCode === null) === (facts.carrier === null)) {
    wrong("serviceCode", "Choose a service or a carrier");
  }
  if (facts.until < facts.from) {
    wrong("until", "It ends before it begins");
  } else if (daysBetween(facts.from, facts.until) > LONGEST_DAYS) {
    wrong("until", "Write at most three months");
  }
}

export const disruptionPreviewInput = disruptionFacts.superRefine(checkDisruption);

export const disruptionInput = disruptionFacts
  .extend({
    /** Null opens one. */
    disruptionId: z.uuid().nullable(),
    reason,
  })
  .superRefine(checkDisruption);
