import {
  Body,
  Container,
  Head,
  Heading,
  Hr,
  Html,
  Link,
  Preview,
  Section,
  Text,
} from "@react-email/components";
import type { ReactNode } from "react";
import type { LetterAbout } from "@/server/oms/notifications/types";
import { colors, DARK_RULES, text } from "./theme";

export type LetterFrameProps = {
  readonly about: LetterAbout;
  readonly seller: string;
  /** What a mail program shows beside the subject. */
  readonly preview: string;
  readonly heading: string;
  /** Where the reader is to go next. */
  readonly action: { readonly label: string; readonly href: string };
  readonly children: ReactNode;
};

/** The sheet that every letter is written on: sender, heading, body, one way on, and why it came. */
export function LetterFrame({
  about,
  seller,
  preview,
  heading,
  action,
  children,
}: LetterFrameProps) {
  return (
    <Html lang="en">
      <Head>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <style>{DARK_RULES}</style>
      </Head>
      <Preview>{preview}</Preview>
      <Body className="canvas" style={{ margin: 0, backgroundColor: colors.canvas }}>
        <Container style={{ maxWidth: "600px", padding: "24px 12px" }}>
          <Text className="muted" style={{ ...text.muted, padding: "0 0 12px" }}>
            {seller}
          </Text>
          <Section
            className="surface"
            style={{
              backgroundColor: colors.surface,
              border: `1px solid ${colors.line}`,
              borderRadius: "6px",
              padding: "24px",
            }}
          >
            <Heading as="h1" className="ink" style={text.title}>
              {heading}
            </Heading>
            <Text className="ink" style={{ ...text.body, padding: "12px 0 0" }}>
              {about.greeting},
            </Text>
            {children}
            <Section style={{ padding: "20px 0 0" }}>
              <Link
                href={action.href}
                className="button"
                style={{
                  ...text.body,
                  display: "inline-block",
                  padding: "8px 14px",
                  borderRadius: "4px",
                  backgroundColor: colors.accent,
                  color: colors.surface,
                  fontWeight: 500,
                  textDecoration: "none",
                }}
              >
                {action.label}
              </Link>
            </Section>
          </Section>
          <Hr className="rule" style={{ margin: "20px 0 12px", borderColor: colors.line }} />
          <Text className="muted" style={text.small}>
            You get this because {about.companyName} ordered from {seller}. Questions about order{" "}
            {about.orderNumber} reach us by replying.
          </Text>
        </Container>
      </Body>
    </Html>
  );
}
