CREATE TABLE "inventory_feed_job" (
	"id" uuid PRIMARY KEY NOT NULL,
	"source_id" uuid NOT NULL,
	"mode" text NOT NULL,
	"sequence" bigint,
	"as_of" timestamp (3) with time zone,
	"state" text NOT NULL,
	"file_name" text,
	"file_hash" text,
	"shape" text,
	"mapping" jsonb,
	"repairs" jsonb,
	"is_confirmed" boolean DEFAULT false NOT NULL,
	"rows_done" integer DEFAULT 0 NOT NULL,
	"run_id" uuid,
	"reason" text,
	"actor_id" text NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"touched_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "inventory_feed_job_mode_known" CHECK ("inventory_feed_job"."mode" in ('full', 'delta')),
	CONSTRAINT "inventory_feed_job_state_known" CHECK ("inventory_feed_job"."state" in ('open', 'queued', 'held', 'done', 'failed', 'dismissed', 'expired'))
);
--> statement-breakpoint
CREATE TABLE "inventory_feed_part" (
	"job_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"rows" integer NOT NULL,
	"hash" text NOT NULL,
	"content" "bytea" NOT NULL,
	CONSTRAINT "inventory_feed_part_pkey" PRIMARY KEY("job_id","number"),
	CONSTRAINT "inventory_feed_part_numbered" CHECK ("inventory_feed_part"."number" >= 1)
);
--> statement-breakpoint
ALTER TABLE "inventory_feed_rejection" DROP CONSTRAINT "inventory_feed_rejection_reason_known";--> statement-breakpoint
ALTER TABLE "inventory_feed_job" ADD CONSTRAINT "inventory_feed_job_source_id_inventory_source_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."inventory_source"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inventory_feed_job" ADD CONSTRAINT "inventory_feed_job_run_id_inventory_feed_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."inventory_feed_run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inventory_feed_part" ADD CONSTRAINT "inventory_feed_part_job_id_inventory_feed_job_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."inventory_feed_job"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "inventory_feed_job_source_idx" ON "inventory_feed_job" USING btree ("source_id","id");--> statement-breakpoint
CREATE INDEX "inventory_feed_job_run_idx" ON "inventory_feed_job" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "inventory_feed_job_waiting_idx" ON "inventory_feed_job" USING btree ("touched_at") WHERE "inventory_feed_job"."state" in ('open', 'held');--> statement-breakpoint
ALTER TABLE "inventory_feed_rejection" ADD CONSTRAINT "inventory_feed_rejection_reason_known" CHECK ("inventory_feed_rejection"."reason" in ('row_broken', 'sku_missing', 'identifier_scientific', 'node_missing', 'quantity_missing', 'quantity_not_whole', 'quantity_negative', 'quantity_too_large', 'moment_invalid', 'sku_unknown', 'node_unknown', 'outside_scope', 'row_twice'));