import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Mark } from "@/components/shell/mark";
import { addressOnSite } from "@/components/sign-in/address-on-site";
import { SignInForm } from "@/components/sign-in/sign-in-form";
import { viewer } from "@/server/api/rsc";
import { env } from "@/server/env";

export const metadata: Metadata = { title: "Sign in" };

/** The people of the demo world, in the order in which one tries them. */
const DEMO_ACCOUNTS = [
  { email: "buyer@demo.test", title: "Buyer", does: "Orders for a bike shop" },
  { email: "approver@demo.test", title: "Approver", does: "Approves that shop's large orders" },
  { email: "rep@demo.test", title: "Sales rep", does: "Takes orders by phone" },
  { email: "ops@demo.test", title: "Operations", does: "Watches promises, stock and routing" },
  { email: "warehouse@demo.test", title: "Warehouse", does: "Picks, packs and ships" },
  { email: "finance@demo.test", title: "Finance", does: "Watches credit and receivables" },
  { email: "admin@demo.test", title: "Admin", does: "May do all of it" },
] as const;

const DEMO_PASSWORD = "demo-ordinate";

/** What a failed sign-in on another page of the library sends here as `?error=`. */
const REASONS: Readonly<Record<string, string>> = {
  CredentialsSignin: "The e-mail or the password is not right.",
  RateLimited: "Too many attempts. Wait 15 minutes, then try again.",
};

export default async function SignInPage(props: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { callbackUrl, error } = await props.searchParams;
  const backTo = addressOnSite(callbackUrl);
  if ((await viewer()) !== null) {
    redirect(backTo);
  }
  const demo = env().isDemo
    ? {
        accounts: DEMO_ACCOUNTS,
        password: process.env.OMS_DEMO_PASSWORD ?? DEMO_PASSWORD,
      }
    : null;
  return (
    <main className="mx-auto grid min-h-dvh max-w-104 content-center gap-6 px-4 py-10 text-md">
      <header className="flex items-center gap-3">
        <Mark />
        <h1 className="text-xl">Sign in to Ordinate</h1>
      </header>
      <SignInForm
        backTo={backTo}
        demo={demo}
        reason={typeof error === "string" ? (REASONS[error] ?? null) : null}
      />
    </main>
  );
}
