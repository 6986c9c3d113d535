"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";

const KEY = "ordinate.paste";

/** Takes what was pasted on the first screen; once. */
export function takePasted(): string | null {
  try {
    const text = window.sessionStorage.getItem(KEY);
    window.sessionStorage.removeItem(KEY);
    return text;
  } catch {
    return null;
  }
}

/** A list from a mail or a spreadsheet, brought to the pad in one step. */
export function QuickPaste() {
  const router = useRouter();
  const [text, setText] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === "") {
      return;
    }
    window.sessionStorage.setItem(KEY, text);
    router.push("/portal/order");
  };
  return (
    <form onSubmit={submit} className="grid gap-3">
      <Field
        label="Paste your list"
        help="A number and a quantity per line: our numbers, yours, or GTINs"
      >
        {(control) => (
          <Textarea
            {...control}
            rows={5}
            className="ident whitespace-pre-wrap"
            placeholder={"TT-M928  10\nWB-H098  6"}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
      </Field>
      <Button type="submit" disabledReason={text.trim() === "" && "Paste or type a list first"}>
        Take it to the order pad
      </Button>
    </form>
  );
}
