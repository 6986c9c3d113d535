CREATE TABLE "inventory_count" (
	"source_id" uuid NOT NULL,
	"sku_id" uuid NOT NULL,
	"node_id" uuid NOT NULL,
	"sequence" bigint,
	"as_of" timestamp (3) with time zone,
	CONSTRAINT "inventory_count_pkey" PRIMARY KEY("source_id","sku_id","node_id")
);
--> statement-breakpoint
CREATE TABLE "inventory_feed_rejection" (
	"run_id" uuid NOT NULL,
	"row_number" integer NOT NULL,
	"reason" text NOT NULL,
	"raw" text NOT NULL,
	CONSTRAINT "inventory_feed_rejection_pkey" PRIMARY KEY("run_id","row_number"),
	CONSTRAINT "inventory_feed_rejection_reason_known" CHECK ("inventory_feed_rejection"."reason" in ('row_broken', 'sku_missing', 'node_missing', 'quantity_missing', 'quantity_not_whole', 'quantity_negative', 'quantity_too_large', 'sku_unknown', 'node_unknown', 'outside_scope', 'row_twice'))
);
--> statement-breakpoint
CREATE TABLE "inventory_feed_run" (
	"id" uuid PRIMARY KEY NOT NULL,
	"source_id" uuid NOT NULL,
	"mode" text NOT NULL,
	"sequence" bigint,
	"as_of" timestamp (3) with time zone,
	"state" text NOT NULL,
	"rows_read" integer NOT NULL,
	"rows_changed" integer NOT NULL,
	"rows_unchanged" integer NOT NULL,
	"rows_ignored" integer NOT NULL,
	"rows_merged" integer NOT NULL,
	"rows_rejected" integer NOT NULL,
	"zeroed" integer NOT NULL,
	"units_difference" bigint NOT NULL,
	"reason" text,
	"actor_id" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "inventory_feed_run_mode_known" CHECK ("inventory_feed_run"."mode" in ('full', 'delta')),
	CONSTRAINT "inventory_feed_run_state_known" CHECK ("inventory_feed_run"."state" in ('applied', 'ignored', 'needs_confirmation')),
	CONSTRAINT "inventory_feed_run_zeroed_not_negative" CHECK ("inventory_feed_run"."zeroed" >= 0),
	CONSTRAINT "inventory_feed_run_rows_add_up" CHECK ("inventory_feed_run"."rows_read" = "inventory_feed_run"."rows_changed" + "inventory_feed_run"."rows_unchanged" + "inventory_feed_run"."rows_ignored" + "inventory_feed_run"."rows_merged" + "inventory_feed_run"."rows_rejected")
);
--> statement-breakpoint
CREATE TABLE "inventory_source" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"default_mode" text NOT NULL,
	"guard_percent" integer DEFAULT 20 NOT NULL,
	"last_sequence" bigint,
	"last_as_of" timestamp (3) with time zone,
	"full_sequence" bigint,
	"full_as_of" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "inventory_source_kind_known" CHECK ("inventory_source"."kind" in ('erp', 'wms', '3pl', 'store', 'supplier')),
	CONSTRAINT "inventory_source_mode_known" CHECK ("inventory_source"."default_mode" in ('full', 'delta')),
	CONSTRAINT "inventory_source_guard_percent" CHECK ("inventory_source"."guard_percent" between 0 and 100)
);
--> statement-breakpoint
CREATE TABLE "inventory_source_node" (
	"source_id" uuid NOT NULL,
	"node_id" uuid NOT NULL,
	CONSTRAINT "inventory_source_node_pkey" PRIMARY KEY("source_id","node_id")
);
--> statement-breakpoint
ALTER TABLE "inventory_feed_rejection" ADD CONSTRAINT "inventory_feed_rejection_run_id_inventory_feed_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."inventory_feed_run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inventory_feed_run" ADD CONSTRAINT "inventory_feed_run_source_id_inventory_source_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."inventory_source"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inventory_source_node" ADD CONSTRAINT "inventory_source_node_source_id_inventory_source_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."inventory_source"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inventory_source_node" ADD CONSTRAINT "inventory_source_node_node_id_node_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."node"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "inventory_feed_run_source_idx" ON "inventory_feed_run" USING btree ("source_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "inventory_source_code_key" ON "inventory_source" USING btree (upper("code"));