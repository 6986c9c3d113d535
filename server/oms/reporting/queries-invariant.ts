import type { PendingQuery, Row } from "postgres";
import type { RawTx } from "@/db/client";

/** A promise about all data, as SQL over whole tables. */
export type Invariant = {
  readonly name: string;
  /** One number: how many things the promise is about. */
  readonly checked: (sql: RawTx) => PendingQuery<Row[]>;
  /** One row with an `id` per thing that breaks it. */
  readonly violations: (sql: RawTx) => PendingQuery<Row[]>;
};
