"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useApi } from "@/components/api-provider";
import { Callout } from "@/components/ui/callout";
import { Checkbox } from "@/components/ui/checkbox";

const ASK_DELAY_MS = 350;

/** The order that already carries a PO number, asked while it is typed; null when none does. */
export function useDuplicatePo(customerPo: string, companyId: string | null): string | null {
  const api = useApi();
  const typed = customerPo.trim();
  const [asked, setAsked] = useState(typed);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(typed), ASK_DELAY_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const { data } = useQuery({
    ...api.orders.checkPo.queryOptions({
      customerPo: asked,
      ...(companyId ? { companyId } : {}),
    }),
    enabled: asked !== "" && asked.length <= 60,
  });
  return asked === typed && asked !== "" ? (data?.number ?? null) : null;
}

export type DuplicatePoProps = {
  customerPo: string;
  orderNumber: string;
  orderHref: string;
  confirmed: boolean;
  onConfirm: (confirmed: boolean) => void;
};

/** Said before anything is ordered twice; going on needs a word. */
export function DuplicatePo(props: DuplicatePoProps) {
  return (
    <Callout tone="warning" title={`PO ${props.customerPo.trim()} was used before`}>
      <p>
        <a href={props.orderHref} target="_blank" rel="noreferrer" className="link">
          {props.orderNumber}
        </a>{" "}
        carries the same number.
      </p>
      <Checkbox
        label="This is another order, place it all the same"
        checked={props.confirmed}
        onChange={(event) => props.onConfirm(event.currentTarget.checked)}
      />
    </Callout>
  );
}
