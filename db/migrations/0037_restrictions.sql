CREATE TABLE "sales_restriction" (
	"id" uuid PRIMARY KEY NOT NULL,
	"reference" text NOT NULL,
	"kind" text NOT NULL,
	"sku_id" uuid,
	"category" text,
	"country" text,
	"region" text,
	"postal_prefix" text,
	"channel_id" uuid,
	"company_id" uuid,
	"valid_from" date,
	"valid_to" date,
	"reason" text NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"saved_by" text NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sales_restriction_reference_key" UNIQUE("reference"),
	CONSTRAINT "sales_restriction_kind_known" CHECK ("sales_restriction"."kind" in ('forbidden', 'only_allowed')),
	CONSTRAINT "sales_restriction_is_about_goods" CHECK (("sales_restriction"."sku_id" is null) <> ("sales_restriction"."category" is null)),
	CONSTRAINT "sales_restriction_says_where_or_who" CHECK (num_nonnulls("sales_restriction"."country", "sales_restriction"."region", "sales_restriction"."postal_prefix", "sales_restriction"."channel_id", "sales_restriction"."company_id") > 0),
	CONSTRAINT "sales_restriction_region_has_a_country" CHECK ("sales_restriction"."country" is not null or ("sales_restriction"."region" is null and "sales_restriction"."postal_prefix" is null)),
	CONSTRAINT "sales_restriction_days_in_order" CHECK ("sales_restriction"."valid_from" <= "sales_restriction"."valid_to"),
	CONSTRAINT "sales_restriction_version_positive" CHECK ("sales_restriction"."version" >= 1)
);
--> statement-breakpoint
ALTER TABLE "company" ADD COLUMN "price_tolerance_bp" integer;--> statement-breakpoint
ALTER TABLE "company" ADD COLUMN "margin_min_bp" integer;--> statement-breakpoint
ALTER TABLE "sales_restriction" ADD CONSTRAINT "sales_restriction_sku_id_sku_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."sku"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sales_restriction" ADD CONSTRAINT "sales_restriction_channel_id_channel_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channel"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sales_restriction" ADD CONSTRAINT "sales_restriction_company_id_company_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."company"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "sales_restriction_sku_idx" ON "sales_restriction" USING btree ("sku_id");--> statement-breakpoint
ALTER TABLE "company" ADD CONSTRAINT "company_price_tolerance_is_a_percentage" CHECK ("company"."price_tolerance_bp" between 0 and 10000);--> statement-breakpoint
ALTER TABLE "company" ADD CONSTRAINT "company_margin_min_is_a_percentage" CHECK ("company"."margin_min_bp" between -10000 and 10000);
--> statement-breakpoint
CREATE TRIGGER sales_restriction_bumps AFTER INSERT OR UPDATE OR DELETE ON sales_restriction
  FOR EACH STATEMENT EXECUTE FUNCTION bump_network_version();
