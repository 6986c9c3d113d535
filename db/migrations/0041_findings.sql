CREATE TABLE "finding_policy" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"channel_id" uuid,
	"severity" text,
	"version" integer DEFAULT 1 NOT NULL,
	"saved_by" text NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "finding_policy_code_and_channel_key" UNIQUE NULLS NOT DISTINCT("code","channel_id"),
	CONSTRAINT "finding_policy_severity_known" CHECK ("finding_policy"."severity" in ('error', 'warning', 'corrected')),
	CONSTRAINT "finding_policy_version_positive" CHECK ("finding_policy"."version" >= 1)
);
--> statement-breakpoint
ALTER TABLE "sales_order" ADD COLUMN "findings" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "finding_policy" ADD CONSTRAINT "finding_policy_channel_id_channel_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channel"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE TRIGGER finding_policy_bumps AFTER INSERT OR UPDATE OR DELETE ON finding_policy
  FOR EACH STATEMENT EXECUTE FUNCTION bump_network_version();
