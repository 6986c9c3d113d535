import type { Brand } from "./brand";

/** A day in some place's calendar, as YYYY-MM-DD. */
export type LocalDate = Brand<string, "LocalDate">;
