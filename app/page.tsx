import { redirect } from "next/navigation";
import { viewer } from "@/server/api/rsc";
import { homeOf } from "./home";

/** `/` is nobody's page: everybody is sent to their own. */
export default async function RootPage() {
  redirect(homeOf((await viewer())?.roles ?? []));
}
