import { redirect } from "next/navigation";
import { Forbidden } from "@/components/admin/forbidden";
import { IMPORT_KINDS } from "@/components/imports/import-words";
import { UploadProgress } from "@/components/imports/upload-progress";
import { UploadReview } from "@/components/imports/upload-review";
import { StatusBadge } from "@/components/ui/badge";
import { Callout } from "@/components/ui/callout";
import { PageHeader } from "@/components/ui/page-header";
import { api, orNotFound, signedIn } from "@/server/api/rsc";

export const metadata = { title: "File to import" };

type Props = { params: Promise<{ id: string }> };

/** A file that was sent, from its first look to its import. */
export default async function UploadPage({ params }: Props) {
  const { id } = await params;
  const { actor } = await signedIn(`/admin/imports/uploads/${id}`);
  if (!actor.capabilities.has("imports.find_upload")) {
    return <Forbidden title="File to import" right="imports.find_upload" />;
  }
  const upload = await orNotFound((await api()).imports.findUpload({ uploadId: id }));
  if (upload.runId !== null) {
    redirect(`/admin/imports/${upload.runId}`);
  }
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: "Imports", href: "/admin/imports" }]}
        title={upload.fileName}
        status={<StatusBadge kind="feed_job" value={upload.state} />}
        meta={IMPORT_KINDS[upload.kind]}
      />
      {upload.state === "open" ? <UploadReview uploadId={id} /> : null}
      {upload.state === "queued" ? <UploadProgress uploadId={id} /> : null}
      {upload.state === "open" || upload.state === "queued" ? null : (
        <Callout
          tone={upload.state === "failed" ? "error" : "info"}
          title={upload.reason ?? "It was dismissed"}
        >
          Nothing was changed.
        </Callout>
      )}
    </>
  );
}
