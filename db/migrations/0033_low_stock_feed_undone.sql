CREATE TABLE "low_stock_point" (
	"id" uuid PRIMARY KEY NOT NULL,
	"sku_id" uuid,
	"category" text,
	"channel_id" uuid,
	"node_id" uuid,
	"units" integer NOT NULL,
	"saved_by" text NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "low_stock_point_of_one_place" UNIQUE NULLS NOT DISTINCT("sku_id","category","channel_id","node_id"),
	CONSTRAINT "low_stock_point_positive" CHECK ("low_stock_point"."units" >= 1),
	CONSTRAINT "low_stock_point_of_sku_or_category" CHECK (num_nonnulls("low_stock_point"."sku_id", "low_stock_point"."category") = 1),
	CONSTRAINT "low_stock_point_at_one_place" CHECK (num_nonnulls("low_stock_point"."channel_id", "low_stock_point"."node_id") <= (case when "low_stock_point"."category" is null then 1 else 0 end))
);
--> statement-breakpoint
ALTER TABLE "inventory_feed_run" ADD COLUMN "undone_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "inventory_feed_run" ADD COLUMN "undone_by" text;--> statement-breakpoint
ALTER TABLE "inventory_feed_run" ADD COLUMN "undone_positions" integer;--> statement-breakpoint
ALTER TABLE "low_stock_point" ADD CONSTRAINT "low_stock_point_sku_id_sku_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."sku"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "low_stock_point" ADD CONSTRAINT "low_stock_point_channel_id_channel_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channel"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "low_stock_point" ADD CONSTRAINT "low_stock_point_node_id_node_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."node"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inventory_feed_run" ADD CONSTRAINT "inventory_feed_run_undone_whole" CHECK (num_nonnulls("inventory_feed_run"."undone_at", "inventory_feed_run"."undone_by", "inventory_feed_run"."undone_positions") in (0, 3));