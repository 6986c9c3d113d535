import { readerClock } from "@/components/reader-clock";
import { StatusBadge } from "@/components/ui/badge";
import { Callout } from "@/components/ui/callout";
import { DefinitionList } from "@/components/ui/definition-list";
import { InstantText } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { Tabs } from "@/components/ui/tabs";
import { api, orNotFound, signedIn } from "@/server/api/rsc";
import { mailState, templateWord } from "../mail-words";

export const metadata = { title: "Mail" };

type Props = { params: Promise<{ id: string }> };

/** One mail as its reader got it: nothing in it can run, and its links open beside this page. */
export default async function MailPage({ params }: Props) {
  const { id } = await params;
  await signedIn(`/admin/mailbox/${id}`);
  const mail = await orNotFound((await api()).notifications.findMail({ mailId: id }));
  const { now, zone } = await readerClock();
  const facts = [
    { term: "To", description: mail.toAddress },
    { term: "Subject", description: mail.subject },
    { term: "Kind", description: templateWord(mail.template) },
    {
      term: "Order",
      description: mail.orderNumber && (
        <a className="link ident" href={`/admin/orders/${mail.orderNumber}`}>
          {mail.orderNumber}
        </a>
      ),
    },
    { term: "Written", description: <InstantText at={mail.createdAt} now={now} zone={zone} /> },
    {
      term: "Sent",
      description: mail.sentAt && <InstantText at={mail.sentAt} now={now} zone={zone} />,
    },
    {
      term: "By",
      description: mail.provider === "mailbox" ? "Built-in mailbox" : mail.provider,
    },
    {
      term: "Provider's id",
      description: <span className="ident break-all whitespace-normal">{mail.providerId}</span>,
    },
    {
      term: "Cause",
      description: <span className="ident break-all whitespace-normal">{mail.causeKey}</span>,
    },
  ];
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: "Mailbox", href: "/admin/mailbox" }]}
        title={mail.subject}
        status={<StatusBadge kind="mail" value={mailState(mail)} />}
      />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_320px]">
        <div className="grid gap-4">
          {mail.error === null ? null : (
            <Callout tone="error" title="The provider did not take this mail">
              {mail.error}. It is tried again by itself.
            </Callout>
          )}
          <Tabs
            label="Forms of this mail"
            items={[
              { id: "html", label: "Mail", content: <Sheet html={mail.html} /> },
              {
                id: "text",
                label: "Plain text",
                content: (
                  <pre className="ident overflow-x-auto py-4 whitespace-pre-wrap">
                    {mail.plainText}
                  </pre>
                ),
              },
            ]}
          />
        </div>
        <Panel title="Envelope">
          <DefinitionList items={facts} />
        </Panel>
      </div>
    </>
  );
}

/** A document of its own, without rights: no scripts, no forms, no reach to this page. */
function Sheet({ html }: { html: string }) {
  return (
    <iframe
      title="The mail as its reader sees it"
      className="h-[48rem] w-full rounded-md border border-line bg-surface"
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      srcDoc={html.replace("<head>", '<head><base target="_blank">')}
    />
  );
}
