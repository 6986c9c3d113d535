CREATE TABLE "rehearsal" (
	"id" uuid PRIMARY KEY NOT NULL,
	"profile_ref" text NOT NULL,
	"profile_version" integer NOT NULL,
	"profile_revision" integer NOT NULL,
	"against_ref" text NOT NULL,
	"against_version" integer NOT NULL,
	"against_revision" integer NOT NULL,
	"basis" text NOT NULL,
	"from_day" date NOT NULL,
	"to_day" date NOT NULL,
	"channels" text[] NOT NULL,
	"state" text NOT NULL,
	"orders_total" integer NOT NULL,
	"orders_done" integer DEFAULT 0 NOT NULL,
	"fingerprint" text NOT NULL,
	"actor_id" text NOT NULL,
	"actor_name" text NOT NULL,
	"queued_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"runner" text,
	"lease_until" timestamp (3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"reason" text,
	"summary" jsonb,
	"looked_at" timestamp (3) with time zone,
	"looked_by" text,
	CONSTRAINT "rehearsal_basis_known" CHECK ("rehearsal"."basis" in ('that_day', 'today')),
	CONSTRAINT "rehearsal_state_known" CHECK ("rehearsal"."state" in ('queued', 'running', 'done', 'cancelled', 'failed')),
	CONSTRAINT "rehearsal_done_not_negative" CHECK ("rehearsal"."orders_done" >= 0),
	CONSTRAINT "rehearsal_period_in_order" CHECK ("rehearsal"."from_day" <= "rehearsal"."to_day"),
	CONSTRAINT "rehearsal_done_has_summary" CHECK (("rehearsal"."state" = 'done') = ("rehearsal"."summary" is not null)),
	CONSTRAINT "rehearsal_running_has_runner" CHECK ("rehearsal"."state" <> 'running' or "rehearsal"."runner" is not null),
	CONSTRAINT "rehearsal_looked_at_result" CHECK ("rehearsal"."looked_at" is null or "rehearsal"."state" = 'done')
);
--> statement-breakpoint
CREATE TABLE "rehearsal_order" (
	"rehearsal_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	"cost_delta" bigint NOT NULL,
	"days_delta" integer,
	"open_delta" integer NOT NULL,
	"has_no_node" boolean NOT NULL,
	"detail" jsonb NOT NULL,
	CONSTRAINT "rehearsal_order_pkey" PRIMARY KEY("rehearsal_id","order_id")
);
--> statement-breakpoint
ALTER TABLE "rehearsal_order" ADD CONSTRAINT "rehearsal_order_rehearsal_id_rehearsal_id_fk" FOREIGN KEY ("rehearsal_id") REFERENCES "public"."rehearsal"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rehearsal_order" ADD CONSTRAINT "rehearsal_order_order_id_sales_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."sales_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "rehearsal_queued_idx" ON "rehearsal" USING btree ("queued_at","id");--> statement-breakpoint
CREATE INDEX "rehearsal_profile_idx" ON "rehearsal" USING btree ("profile_ref","profile_version");--> statement-breakpoint
CREATE INDEX "rehearsal_open_idx" ON "rehearsal" USING btree ("queued_at") WHERE "rehearsal"."state" in ('queued', 'running');--> statement-breakpoint
CREATE UNIQUE INDEX "rehearsal_one_open" ON "rehearsal" USING btree ("fingerprint") WHERE "rehearsal"."state" in ('queued', 'running');--> statement-breakpoint
CREATE INDEX "rehearsal_order_cost_idx" ON "rehearsal_order" USING btree ("rehearsal_id","cost_delta","order_id");--> statement-breakpoint
CREATE INDEX "rehearsal_order_days_idx" ON "rehearsal_order" USING btree ("rehearsal_id","days_delta","order_id");