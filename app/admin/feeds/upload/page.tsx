import { Forbidden } from "@/components/admin/forbidden";
import { UploadForm } from "@/components/feeds/upload-form";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { api, signedIn } from "@/server/api/rsc";

export const metadata = { title: "Upload a feed" };

/** A file of stock figures, for one source. */
export default async function UploadFeedPage() {
  const { actor } = await signedIn("/admin/feeds/upload");
  if (!actor.capabilities.has("imports.open_feed_job")) {
    return <Forbidden title="Upload a feed" right="imports.open_feed_job" />;
  }
  const sources = await (await api()).inventory.listSources({});
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: "Feeds", href: "/admin/feeds" }]}
        title="Upload a feed"
        meta="Nothing changes before you have seen what it would do."
      />
      {sources.length === 0 ? (
        <EmptyState kind="never" title="No sources yet">
          A file speaks for a source: somebody has to make one first.
        </EmptyState>
      ) : (
        <UploadForm
          sources={sources.map(({ code, name, defaultMode, nodes }) => ({
            code,
            name,
            defaultMode,
            nodes,
          }))}
        />
      )}
    </>
  );
}
