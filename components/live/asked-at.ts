/** When the request of a page arrived, in milliseconds; what it shows is at least as new. */
export const ASKED_AT_HEADER = "x-asked-at";
