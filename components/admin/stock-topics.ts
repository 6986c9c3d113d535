/** What moves a number of the stock screens: units, those who hold or want them, and who may sell them. */
export const STOCK_TOPICS = [
  "stock",
  "allocation",
  "order_line",
  "sales_order",
  "fulfillment_order",
  "shipment",
  "inbound_supply",
  "reservation",
  "availability_rule",
] as const;
