CREATE TABLE "sku_relation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"sku_id" uuid NOT NULL,
	"instead_sku_id" uuid NOT NULL,
	"ratio_numerator" integer DEFAULT 1 NOT NULL,
	"ratio_denominator" integer DEFAULT 1 NOT NULL,
	"is_mutual" boolean DEFAULT false NOT NULL,
	"rank" integer DEFAULT 1 NOT NULL,
	"price" text NOT NULL,
	"timing" text,
	"valid_from" date,
	"valid_to" date,
	"saved_by" text NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sku_relation_kind_known" CHECK ("sku_relation"."kind" in ('supersession', 'substitution')),
	CONSTRAINT "sku_relation_price_known" CHECK ("sku_relation"."price" in ('ordered', 'substitute', 'lower')),
	CONSTRAINT "sku_relation_timing_known" CHECK ("sku_relation"."timing" in ('at_once', 'when_out')),
	CONSTRAINT "sku_relation_numerator_positive" CHECK ("sku_relation"."ratio_numerator" >= 1),
	CONSTRAINT "sku_relation_denominator_positive" CHECK ("sku_relation"."ratio_denominator" >= 1),
	CONSTRAINT "sku_relation_rank_positive" CHECK ("sku_relation"."rank" >= 1),
	CONSTRAINT "sku_relation_is_another_sku" CHECK ("sku_relation"."sku_id" <> "sku_relation"."instead_sku_id"),
	CONSTRAINT "sku_relation_only_supersession_is_timed" CHECK (("sku_relation"."kind" = 'supersession') = ("sku_relation"."timing" is not null) and ("sku_relation"."timing" is null or not "sku_relation"."is_mutual")),
	CONSTRAINT "sku_relation_days_in_order" CHECK ("sku_relation"."valid_from" <= "sku_relation"."valid_to")
);
--> statement-breakpoint
ALTER TABLE "company" ADD COLUMN "substitution" text DEFAULT 'ask' NOT NULL;--> statement-breakpoint
ALTER TABLE "order_line" ADD COLUMN "replaced" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "order_line" ADD COLUMN "asked_sku_id" uuid;--> statement-breakpoint
ALTER TABLE "order_line" ADD COLUMN "asked_quantity" integer;--> statement-breakpoint
ALTER TABLE "order_line" ADD COLUMN "asked_unit_price_e4" bigint;--> statement-breakpoint
ALTER TABLE "order_line" ADD COLUMN "replaces_line_id" uuid;--> statement-breakpoint
ALTER TABLE "sales_order" ADD COLUMN "substitution" text;--> statement-breakpoint
ALTER TABLE "sku_relation" ADD CONSTRAINT "sku_relation_sku_id_sku_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."sku"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sku_relation" ADD CONSTRAINT "sku_relation_instead_sku_id_sku_id_fk" FOREIGN KEY ("instead_sku_id") REFERENCES "public"."sku"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "sku_relation_pair_key" ON "sku_relation" USING btree ("kind","sku_id","instead_sku_id");--> statement-breakpoint
CREATE UNIQUE INDEX "sku_relation_one_successor" ON "sku_relation" USING btree ("sku_id") WHERE "sku_relation"."kind" = 'supersession';--> statement-breakpoint
CREATE INDEX "sku_relation_sku_idx" ON "sku_relation" USING btree ("sku_id");--> statement-breakpoint
CREATE INDEX "sku_relation_instead_idx" ON "sku_relation" USING btree ("instead_sku_id");--> statement-breakpoint
ALTER TABLE "order_line" ADD CONSTRAINT "order_line_asked_sku_id_sku_id_fk" FOREIGN KEY ("asked_sku_id") REFERENCES "public"."sku"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "company" ADD CONSTRAINT "company_substitution_known" CHECK ("company"."substitution" in ('never', 'ask', 'allow'));--> statement-breakpoint
ALTER TABLE "order_line" ADD CONSTRAINT "order_line_replaced_is_cancelled" CHECK ("order_line"."replaced" between 0 and "order_line"."cancelled");--> statement-breakpoint
ALTER TABLE "order_line" ADD CONSTRAINT "order_line_asked_is_whole" CHECK (num_nonnulls("order_line"."asked_sku_id", "order_line"."asked_quantity", "order_line"."asked_unit_price_e4") in (0, 3) and ("order_line"."asked_sku_id" is null or ("order_line"."kit_sku_id" is null and "order_line"."asked_quantity" >= 1)) and ("order_line"."replaces_line_id" is null or "order_line"."asked_sku_id" is not null));--> statement-breakpoint
ALTER TABLE "sales_order" ADD CONSTRAINT "sales_order_substitution_known" CHECK ("sales_order"."substitution" in ('never', 'ask', 'allow'));--> statement-breakpoint
-- What followed a SKU until now: what was left of it was sold first, at its own price afterwards.
INSERT INTO "sku_relation" ("id", "kind", "sku_id", "instead_sku_id", "price", "timing", "saved_by", "saved_at")
SELECT gen_random_uuid(), 'supersession', s.id, n.id, 'substitute', 'when_out', 'migration', now()
FROM "sku" s JOIN "sku" n ON n.id = s.superseded_by_id AND n.id <> s.id;
