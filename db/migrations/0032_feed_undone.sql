ALTER TABLE "inventory_feed_run" ADD COLUMN "undone_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "inventory_feed_run" ADD COLUMN "undone_by" text;--> statement-breakpoint
ALTER TABLE "inventory_feed_run" ADD COLUMN "undone_positions" integer;--> statement-breakpoint
ALTER TABLE "inventory_feed_run" ADD CONSTRAINT "inventory_feed_run_undone_whole" CHECK (num_nonnulls("inventory_feed_run"."undone_at", "inventory_feed_run"."undone_by", "inventory_feed_run"."undone_positions") in (0, 3));