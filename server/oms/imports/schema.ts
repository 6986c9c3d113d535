import { z } from "zod";
import { QUANTITY_MAX } from "../kernel/quantity";
import { channelKinds } from "../orders/types";
import { isTimeZone, openDateReader } from "./decide-date";
import { nodeFields } from "./schema-nodes";
import { backorders, catalogFields, text } from "./schema-skus";
import { delimiters, encodings } from "./types";

const columnName = z.string().min(1, "Name a column of the file");

/** Text with columns in braces: `Customer {CustomerID}`. */
const template = z.string().min(1);

const dateFormat = z
  .string()
  .refine(
    (format) => openDateReader(format, "UTC") !== null,
    "Name year, month and day: YYYY-MM-DD",
  )
  .optional();

const timeZone = z.string().refine(isTimeZone, "Name a time zone: Europe/London").optional();

/** Where the value of a field comes from. */
const fieldSource = z.union(
  [
    columnName,
    z.strictObject({
      column: columnName,
      /** Of a date: `DD/MM/YYYY HH:mm`. */
      format: dateFormat,
      timeZone,
      /** What stands in the file → what is meant. */
      values: z.record(z.string(), z.string()).optional(),
      /** For values that `values` does not list; without it they are faults. */
      otherwise: z.string().optional(),
      /** Look the value up in another table beside the file. */
      lookup: z
        .strictObject({ file: z.string().min(1), key: columnName, value: columnName })
        .optional(),
      /** Used where the cell is empty. */
      whenEmpty: template.optional(),
    }),
    z.strictObject({ template, whenEmpty: template.optional() }),
    z.strictObject({ value: z.string() }),
  ],
  'Give a column name, {"column": …}, {"template": …} or {"value": …}',
);

export type FieldSource = z.output<typeof fieldSource>;

/** One thing to ask of a row: of a target field or of a column as it stands in the file. */
const condition = z
  .strictObject({
    field: z.string().optional(),
    column: columnName.optional(),
    startsWith: z.string().min(1).optional(),
    in: z.array(z.string()).min(1).optional(),
    equals: z.union([z.string(), z.number()]).optional(),
    below: z.number().optional(),
    above: z.number().optional(),
    empty: z.boolean().optional(),
  })
  .superRefine((given, context) => {
    const { field, column, ...operators } = given;
    const asked = Object.values(operators).filter((value) => value !== undefined).length;
    if ((field === undefined) === (column === undefined)) {
      context.addIssue({ code: "custom", message: "Name either a field or a column" });
    }
    if (asked !== 1) {
      const message = "Ask one thing: startsWith, in, equals, below, above or empty";
      context.addIssue({ code: "custom", message });
    }
  });

export type RuleCondition = z.output<typeof condition>;

const rowRule = z.strictObject({
  /** Counted by in the report: `service_code`. */
  name: z.string().regex(/^[a-z][a-z0-9_]*$/, "Use lower-case letters, digits and _"),
  /** All must hold. */
  when: z.array(condition).min(1),
  /** `reject`: set the row aside; `cancel`: it takes back units of a sale; `accept`: it is a sale. */
  outcome: z.enum(["reject", "cancel", "accept"]),
  /** What a person reads beside a row that was set aside. */
  message: z.string().min(1).optional(),
});

export type RowRule = z.output<typeof rowRule>;

/** How the file is written, where it is not to be guessed, and what holds for all of its rows. */
const settings = {
  about: z.string().optional(),
  encoding: z.enum(encodings).optional(),
  delimiter: z.enum(delimiters).optional(),
  decimal: z.enum([".", ","]).optional(),
  channel: z.string().min(1).optional(),
  /** The first rule whose conditions hold decides over a row. */
  rules: z.array(rowRule).default([]),
};

const sourcesOf = <Field extends string>(fields: readonly Field[]) =>
  Object.fromEntries(fields.map((field) => [field, fieldSource.optional()])) as Record<
    Field,
    z.ZodOptional<typeof fieldSource>
  >;

export const orderFields = [
  "order.reference",
  "order.placedAt",
  "order.currency",
  "order.customerPo",
  "order.requestedDate",
  "order.backorders",
  "order.note",
  "company.code",
  "company.name",
  "location.code",
  "location.name",
  "location.address1",
  "location.address2",
  "location.city",
  "location.region",
  "location.postalCode",
  "location.country",
  "line.sku",
  "line.description",
  "line.quantity",
  "line.unitPrice",
  "line.discount",
  "line.requestedDate",
  "line.number",
] as const;
export type OrderField = (typeof orderFields)[number];

export const inventoryFields = [
  "stock.node",
  "stock.sku",
  "stock.onHand",
  "stock.bin",
  /** Of a feed: the moment at which the row was counted, where a file tells of many. */
  "stock.asOf",
] as const;
export type InventoryField = (typeof inventoryFields)[number];

export const customerFields = [
  "company.code",
  "company.name",
  "company.currency",
  "company.phone",
  "company.backorders",
  "company.backorderLimit",
  "company.backorderDays",
  /** Of the ship-to, where the row has one. */
  "company.preferredNode",
  "location.code",
  "location.name",
  "location.address1",
  "location.address2",
  "location.city",
  "location.region",
  "location.postalCode",
  "location.country",
  "location.residential",
] as const;
export type CustomerField = (typeof customerFields)[number];

/** A mapping file: target field → where its value stands, and the rules of the file as data. */
export const orderMapping = z.strictObject({ ...settings, ...sourcesOf(orderFields) });
export type OrderMapping = z.output<typeof orderMapping>;

export const inventoryMapping = z.strictObject({ ...settings, ...sourcesOf(inventoryFields) });
export const catalogMapping = z.strictObject({ ...settings, ...sourcesOf(catalogFields) });
export const customerMapping = z.strictObject({ ...settings, ...sourcesOf(customerFields) });
export const nodeMapping = z.strictObject({ ...settings, ...sourcesOf(nodeFields) });

const units = z.int().min(1).max(QUANTITY_MAX);
const priceE4 = z.int().min(0);

export const openChannelInput = z.strictObject({
  code: z.string(),
  /** Made with this kind when it is missing; null: it has to be there. */
  makeAs: z.enum(channelKinds).nullable(),
});

const reference = z.string();

export const markOrdersInput = z.strictObject({
  runId: z.uuid(),
  channelId: z.uuid(),
  orders: z.array(z.strictObject({ reference, sourceHash: z.string() })),
});

export const findBookedInput = z.object({
  channelId: z.uuid(),
  references: z.array(reference),
});

export const findPartiesInput = z.object({ codes: z.array(z.string()) });

const location = z.strictObject({
  code: z.string(),
  name: z.string(),
  address1: z.string(),
  address2: z.string(),
  city: z.string(),
  region: z.string(),
  postalCode: z.string(),
  country: z.string(),
});

export const makeMastersInput = z.strictObject({
  skus: z.array(z.strictObject({ code: z.string(), name: z.string() })),
  companies: z.array(
    z.strictObject({
      code: z.string(),
      name: z.string(),
      currency: z.string(),
      location: location.nullable(),
    }),
  ),
});

export const bookHistoryInput = z.strictObject({
  runId: z.uuid(),
  channelId: z.uuid(),
  fileName: z.string(),
  orders: z.array(
    z.strictObject({
      reference: z.string(),
      sourceHash: z.string(),
      placedAt: z.date(),
      currency: z.string(),
      customerPo: z.string().nullable(),
      requestedDate: z.string().nullable(),
      note: z.string(),
      companyCode: z.string(),
      locationCode: z.string().nullable(),
      lines: z.array(
        z.strictObject({
          sku: z.string(),
          description: z.string(),
          quantity: units,
          unitPriceE4: priceE4,
          requestedDate: z.string().nullable(),
        }),
      ),
    }),
  ),
});

export const applyCancellationsInput = z.strictObject({
  runId: z.uuid(),
  channelId: z.uuid(),
  cancellations: z.array(
    z.strictObject({
      reference: z.string(),
      lineNumber: z.int().min(1),
      companyCode: z.string(),
      sku: z.string(),
      quantity: units,
      unitPriceE4: priceE4,
      cancelledAt: z.date(),
    }),
  ),
});

export const setStockInput = z.strictObject({
  runId: z.uuid(),
  fileName: z.string(),
  items: z.array(
    z.strictObject({ node: z.string(), sku: z.string(), onHand: z.int().min(0), bin: text }),
  ),
});

export const setCustomersInput = z.strictObject({
  runId: z.uuid(),
  items: z.array(
    z.strictObject({
      code: z.string(),
      name: text,
      currency: text,
      phone: text,
      backorders,
      /** Code of a node; of the ship-to, where there is one. */
      preferredNode: text,
      location: z
        .strictObject({
          code: z.string(),
          name: text,
          address1: text,
          address2: text,
          city: text,
          region: text,
          postalCode: text,
          country: text,
          isResidential: z.boolean().nullable(),
        })
        .nullable(),
    }),
  ),
});

/** Ten million rows, or two gigabytes of a file. */
export const FEED_PARTS_MAX = 2_000;

export const partNumber = z.int().min(1, "Parts are numbered from 1").max(FEED_PARTS_MAX);

const repaired = z
  .record(z.string().max(200), z.string().max(200))
  .refine((all) => Object.keys(all).length <= 2_000, "Repair the file itself")
  .default({});

export const feedRepairs = z.strictObject({ sku: repaired, node: repaired, onHand: repaired });

export const feedFileInput = z.strictObject({
  jobId: z.uuid(),
  mapping: inventoryMapping,
  repairs: feedRepairs.prefault({}),
});

export const finishFeedJobInput = z.strictObject({
  jobId: z.uuid(),
  /** How many parts were sent, so that none is missing unnoticed. */
  parts: partNumber.optional(),
  /** A person looked: it may empty as much as it does. */
  confirm: z.boolean().default(false),
  /** Of a file: which column is what, and what a person put right. */
  mapping: inventoryMapping.optional(),
  repairs: feedRepairs.optional(),
});

export const feedJobInput = z.strictObject({ jobId: z.uuid() });
