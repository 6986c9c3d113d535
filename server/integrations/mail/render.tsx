import { render, toPlainText } from "@react-email/render";
import type { ReactElement } from "react";
import * as approvalNeeded from "@/emails/approval-needed";
import * as creditMemo from "@/emails/credit-memo";
import * as orderCancelled from "@/emails/order-cancelled";
import * as orderChanged from "@/emails/order-changed";
import * as orderConfirmation from "@/emails/order-confirmation";
import * as orderDelivered from "@/emails/order-delivered";
import * as promiseChanged from "@/emails/promise-changed";
import * as shipmentSent from "@/emails/shipment-sent";
import * as substituteOffered from "@/emails/substitute-offered";
import type { Letter, RenderedLetter } from "@/server/oms/notifications/types";

type Written = { readonly subject: string; readonly body: ReactElement };

/** Total by type: a new letter does not compile until it has its template here. */
function write(letter: Letter, seller: string): Written {
  switch (letter.template) {
    case "order-confirmation":
      return {
        subject: orderConfirmation.subjectOf(letter),
        body: <orderConfirmation.OrderConfirmationMail letter={letter} seller={seller} />,
      };
    case "shipment-sent":
      return {
        subject: shipmentSent.subjectOf(letter),
        body: <shipmentSent.ShipmentSentMail letter={letter} seller={seller} />,
      };
    case "order-delivered":
      return {
        subject: orderDelivered.subjectOf(letter),
        body: <orderDelivered.OrderDeliveredMail letter={letter} seller={seller} />,
      };
    case "order-cancelled":
      return {
        subject: orderCancelled.subjectOf(letter),
        body: <orderCancelled.OrderCancelledMail letter={letter} seller={seller} />,
      };
    case "order-changed":
      return {
        subject: orderChanged.subjectOf(letter),
        body: <orderChanged.OrderChangedMail letter={letter} seller={seller} />,
      };
    case "promise-changed":
      return {
        subject: promiseChanged.subjectOf(letter),
        body: <promiseChanged.PromiseChangedMail letter={letter} seller={seller} />,
      };
    case "substitute-offered":
      return {
        subject: substituteOffered.subjectOf(letter),
        body: <substituteOffered.SubstituteOfferedMail letter={letter} seller={seller} />,
      };
    case "credit-memo":
      return {
        subject: creditMemo.subjectOf(letter),
        body: <creditMemo.CreditMemoMail letter={letter} seller={seller} />,
      };
    case "approval-needed":
      return {
        subject: approvalNeeded.subjectOf(letter),
        body: <approvalNeeded.ApprovalNeededMail letter={letter} seller={seller} />,
      };
    default:
      return letter satisfies never;
  }
}

/**
 * A letter in its form: subject, HTML, and the same as plain text.
 *
 * @param seller as whom it is written
 */
export async function renderLetter(letter: Letter, seller: string): Promise<RenderedLetter> {
  const { subject, body } = write(letter, seller);
  const html = await render(body);
  const plainText = toPlainText(html, {
    wordwrap: 78,
    selectors: [
      { selector: "h1", options: { uppercase: false } },
      { selector: "h2", options: { uppercase: false } },
      { selector: "a", options: { hideLinkHrefIfSameAsText: true, linkBrackets: false } },
    ],
  });
  return { subject, html, plainText };
}
