import { Forbidden } from "@/components/admin/forbidden";
import { UploadForm } from "@/components/imports/upload-form";
import { PageHeader } from "@/components/ui/page-header";
import { signedIn } from "@/server/api/rsc";

export const metadata = { title: "Import a file" };

/** A file of customers, or of SKUs and prices. */
export default async function NewImportPage() {
  const { actor } = await signedIn("/admin/imports/new");
  if (!actor.capabilities.has("imports.open_upload")) {
    return <Forbidden title="Import a file" right="imports.open_upload" />;
  }
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: "Imports", href: "/admin/imports" }]}
        title="Import a file"
        meta="Nothing changes before you have seen what it would do."
      />
      <UploadForm />
    </>
  );
}
