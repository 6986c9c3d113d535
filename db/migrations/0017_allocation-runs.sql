CREATE SEQUENCE "public"."allocation_run_number" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1001 CACHE 1;--> statement-breakpoint
CREATE TABLE "allocation_policy" (
	"version" integer PRIMARY KEY NOT NULL,
	"status" text NOT NULL,
	"content" jsonb NOT NULL,
	"note" text NOT NULL,
	"saved_by" text NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	"activated_by" text,
	"activated_at" timestamp (3) with time zone,
	"retired_at" timestamp (3) with time zone,
	CONSTRAINT "allocation_policy_status_known" CHECK ("allocation_policy"."status" in ('draft', 'active', 'retired')),
	CONSTRAINT "allocation_policy_activation_is_whole" CHECK (num_nonnulls("allocation_policy"."activated_by", "allocation_policy"."activated_at") in (0, 2) and ("allocation_policy"."status" <> 'active' or "allocation_policy"."activated_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "allocation_run" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"state" text NOT NULL,
	"trigger" text NOT NULL,
	"policy_version" integer,
	"policy" jsonb NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"made_by" text NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone,
	"decision_reason" text,
	CONSTRAINT "allocation_run_state_known" CHECK ("allocation_run"."state" in ('simulated', 'applied', 'dismissed')),
	CONSTRAINT "allocation_run_trigger_known" CHECK ("allocation_run"."trigger" in ('manual', 'schedule')),
	CONSTRAINT "allocation_run_decision_is_whole" CHECK (("allocation_run"."state" = 'simulated') = ("allocation_run"."decided_at" is null) and num_nonnulls("allocation_run"."decided_at", "allocation_run"."decided_by", "allocation_run"."decision_reason") in (0, 3))
);
--> statement-breakpoint
CREATE TABLE "allocation_run_line" (
	"run_id" uuid NOT NULL,
	"order_line_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	"sku_id" uuid NOT NULL,
	"rank" integer NOT NULL,
	"class_name" text NOT NULL,
	"asked" integer NOT NULL,
	"stock_before" integer NOT NULL,
	"stock_after" integer NOT NULL,
	"supply_before" integer NOT NULL,
	"supply_after" integer NOT NULL,
	"date_before" date,
	"date_after" date,
	"edited" integer,
	"edit_reason" text,
	"why" text NOT NULL,
	"parts" jsonb NOT NULL,
	CONSTRAINT "allocation_run_line_pkey" PRIMARY KEY("run_id","order_line_id"),
	CONSTRAINT "allocation_run_line_asked_positive" CHECK ("allocation_run_line"."asked" >= 1),
	CONSTRAINT "allocation_run_line_not_negative" CHECK (least("allocation_run_line"."stock_before", "allocation_run_line"."stock_after", "allocation_run_line"."supply_before", "allocation_run_line"."supply_after", coalesce("allocation_run_line"."edited", 0)) >= 0),
	CONSTRAINT "allocation_run_line_within_asked" CHECK ("allocation_run_line"."stock_after" + "allocation_run_line"."supply_after" <= "allocation_run_line"."asked"),
	CONSTRAINT "allocation_run_line_edit_has_reason" CHECK (("allocation_run_line"."edited" is null) = ("allocation_run_line"."edit_reason" is null))
);
--> statement-breakpoint
CREATE TABLE "allocation_run_sku" (
	"run_id" uuid NOT NULL,
	"sku_id" uuid NOT NULL,
	CONSTRAINT "allocation_run_sku_pkey" PRIMARY KEY("run_id","sku_id")
);
--> statement-breakpoint
ALTER TABLE "allocation" ADD COLUMN "run_id" uuid;--> statement-breakpoint
ALTER TABLE "allocation_run" ADD CONSTRAINT "allocation_run_policy_version_allocation_policy_version_fk" FOREIGN KEY ("policy_version") REFERENCES "public"."allocation_policy"("version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "allocation_run_line" ADD CONSTRAINT "allocation_run_line_run_id_allocation_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."allocation_run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "allocation_run_line" ADD CONSTRAINT "allocation_run_line_order_line_id_order_line_id_fk" FOREIGN KEY ("order_line_id") REFERENCES "public"."order_line"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "allocation_run_line" ADD CONSTRAINT "allocation_run_line_order_id_sales_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."sales_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "allocation_run_sku" ADD CONSTRAINT "allocation_run_sku_run_id_allocation_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."allocation_run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "allocation_run_sku" ADD CONSTRAINT "allocation_run_sku_sku_id_sku_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."sku"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "allocation_policy_one_active" ON "allocation_policy" USING btree ("status") WHERE "allocation_policy"."status" = 'active';--> statement-breakpoint
CREATE UNIQUE INDEX "allocation_run_number_key" ON "allocation_run" USING btree ("number");--> statement-breakpoint
CREATE INDEX "allocation_run_made_idx" ON "allocation_run" USING btree ("made_at","id");--> statement-breakpoint
CREATE INDEX "allocation_run_line_line_idx" ON "allocation_run_line" USING btree ("order_line_id");--> statement-breakpoint
ALTER TABLE "allocation" ADD CONSTRAINT "allocation_run_id_allocation_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."allocation_run"("id") ON DELETE no action ON UPDATE no action;