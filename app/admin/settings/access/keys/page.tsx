import { AccessTabs } from "@/components/admin/access-tabs";
import { CreateKeyDialog } from "@/components/admin/create-key-dialog";
import { Forbidden } from "@/components/admin/forbidden";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { RevokeKeyDialog } from "@/components/admin/revoke-key-dialog";
import { rightInWords } from "@/components/admin/right-words";
import { readerClock } from "@/components/reader-clock";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { Ident, InstantText } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api, signedIn } from "@/server/api/rsc";

export const metadata = { title: "API keys" };

const COLUMNS = [
  { header: "Name" },
  { header: "Key" },
  { header: "May" },
  { header: "Company" },
  { header: "Made" },
  { header: "Last used" },
  { header: "Actions", hidden: true },
] as const;

/** The keys of the public API: what each may do, when it was used last. */
export default async function KeysPage() {
  const { actor } = await signedIn("/admin/settings/access/keys");
  if (!actor.capabilities.has("auth.list_keys")) {
    return <Forbidden title="Access" right="auth.list_keys" />;
  }
  const [keys, { now, zone }] = await Promise.all([
    (await api()).access.listKeys({}),
    readerClock(),
  ]);
  return (
    <>
      <PageHeader title="Access" primary={<CreateKeyDialog />} />
      <AccessTabs current="keys" />
      <Panel flush>
        {keys.length === 0 ? (
          <EmptyState kind="never" title="No keys yet">
            A key lets another system place orders or post tracking events under /api/v1.
          </EmptyState>
        ) : (
          <PlainTable label="API keys" columns={COLUMNS}>
            <tbody>
              {keys.map((key) => (
                <tr key={key.id}>
                  <PlainCell isHead className="font-medium">
                    {key.name}
                  </PlainCell>
                  <PlainCell>
                    <Ident>{key.prefix}…</Ident>
                  </PlainCell>
                  <PlainCell className="min-w-60">
                    {key.scopes.length > 6
                      ? `${key.scopes.length} rights`
                      : key.scopes.map(rightInWords).join(", ")}
                  </PlainCell>
                  <PlainCell>{key.company ?? "all"}</PlainCell>
                  <PlainCell>
                    <InstantText at={key.createdAt} now={now} zone={zone} />
                  </PlainCell>
                  <PlainCell>
                    <InstantText at={key.lastUsedAt} now={now} zone={zone} />
                  </PlainCell>
                  <PlainCell align="right">
                    {key.revokedAt === null ? (
                      <RevokeKeyDialog keyId={key.id} name={key.name} />
                    ) : (
                      <Badge glyph="failed">Revoked</Badge>
                    )}
                  </PlainCell>
                </tr>
              ))}
            </tbody>
          </PlainTable>
        )}
      </Panel>
    </>
  );
}
