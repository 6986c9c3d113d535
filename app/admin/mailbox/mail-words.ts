import type { MailRow } from "@/server/oms/notifications/queries";
import type { Letter } from "@/server/oms/notifications/types";

const TEMPLATE: Readonly<Record<Letter["template"], string>> = {
  "order-confirmation": "Confirmation",
  "shipment-sent": "Shipment",
  "order-delivered": "Delivery",
  "order-cancelled": "Cancellation",
  "order-changed": "Change",
  "promise-changed": "New dates",
  "substitute-offered": "Another SKU",
  "approval-needed": "Approval",
  "credit-memo": "Credit",
};

/** What a mail is about; a template of another version is named as it is. */
export const templateWord = (template: string): string =>
  Object.entries(TEMPLATE).find(([name]) => name === template)?.[1] ?? template;

export const mailState = ({ sentAt, error }: Pick<MailRow, "sentAt" | "error">) =>
  sentAt === null ? (error === null ? "queued" : "failed") : "sent";
