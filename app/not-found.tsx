import type { Metadata } from "next";
import Link from "next/link";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="mx-auto max-w-xl px-6 py-24">
      <p className="ident text-muted">404</p>
      <h1 className="mt-1 text-2xl">There is nothing at this address</h1>
      <p className="mt-2 text-md text-muted">
        It may have been mistyped, or it belongs to an account that you are not signed in to. Order
        numbers and tracking numbers can be looked up with the search of each screen.
      </p>
      <p className="mt-6 text-md">
        <Link href="/" className="link">
          Go to your start page
        </Link>
      </p>
    </main>
  );
}
