declare const brand: unique symbol;

/** A `T` that only its own constructor makes, so that an order id is never taken for a SKU id. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
