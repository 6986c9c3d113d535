CREATE SEQUENCE "public"."window_run_number" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1001 CACHE 1;--> statement-breakpoint
CREATE TABLE "window_run" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"state" text NOT NULL,
	"trigger" text NOT NULL,
	"mode" text NOT NULL,
	"requested_by" text NOT NULL,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"planned_at" timestamp (3) with time zone,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone,
	"decision_reason" text,
	"orders_seen" integer DEFAULT 0 NOT NULL,
	"orders_changed" integer DEFAULT 0 NOT NULL,
	"orders_applied" integer DEFAULT 0 NOT NULL,
	"cost_before" bigint DEFAULT 0 NOT NULL,
	"cost_after" bigint DEFAULT 0 NOT NULL,
	"freight_before" bigint DEFAULT 0 NOT NULL,
	"freight_after" bigint DEFAULT 0 NOT NULL,
	"shipments_before" integer DEFAULT 0 NOT NULL,
	"shipments_after" integer DEFAULT 0 NOT NULL,
	"planned_by" text,
	"note" text DEFAULT '' NOT NULL,
	CONSTRAINT "window_run_state_known" CHECK ("window_run"."state" in ('planning', 'proposed', 'applied', 'dismissed', 'replaced', 'left_as_it_was', 'failed')),
	CONSTRAINT "window_run_trigger_known" CHECK ("window_run"."trigger" in ('on_demand', 'interval', 'cut_off')),
	CONSTRAINT "window_run_mode_known" CHECK ("window_run"."mode" in ('show_first', 'automatic')),
	CONSTRAINT "window_run_applies_what_changes" CHECK ("window_run"."orders_applied" <= "window_run"."orders_changed")
);
--> statement-breakpoint
CREATE TABLE "window_run_order" (
	"run_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"before" jsonb NOT NULL,
	"after" jsonb NOT NULL,
	"cost_before" bigint NOT NULL,
	"cost_after" bigint NOT NULL,
	"freight_before" bigint NOT NULL,
	"freight_after" bigint NOT NULL,
	"outcome" text,
	"outcome_reason" text,
	CONSTRAINT "window_run_order_run_id_order_id_pk" PRIMARY KEY("run_id","order_id"),
	CONSTRAINT "window_run_order_outcome_known" CHECK ("window_run_order"."outcome" is null or "window_run_order"."outcome" in ('applied', 'left')),
	CONSTRAINT "window_run_order_left_has_a_reason" CHECK ("window_run_order"."outcome" <> 'left' or "window_run_order"."outcome_reason" is not null)
);
--> statement-breakpoint
CREATE TABLE "window_schedule" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"every_minutes" integer,
	"before_cut_off_minutes" integer,
	"mode" text NOT NULL,
	"solver_seconds" integer NOT NULL,
	"orders_max" integer NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "window_schedule_name_key" UNIQUE("name"),
	CONSTRAINT "window_schedule_name_known" CHECK ("window_schedule"."name" in ('default')),
	CONSTRAINT "window_schedule_mode_known" CHECK ("window_schedule"."mode" in ('show_first', 'automatic')),
	CONSTRAINT "window_schedule_interval_positive" CHECK ("window_schedule"."every_minutes" >= 1),
	CONSTRAINT "window_schedule_lead_positive" CHECK ("window_schedule"."before_cut_off_minutes" >= 1),
	CONSTRAINT "window_schedule_seconds_positive" CHECK ("window_schedule"."solver_seconds" >= 1),
	CONSTRAINT "window_schedule_orders_positive" CHECK ("window_schedule"."orders_max" >= 1)
);
--> statement-breakpoint
ALTER TABLE "sourcing_decision" DROP CONSTRAINT "sourcing_decision_trigger_known";--> statement-breakpoint
ALTER TABLE "window_run_order" ADD CONSTRAINT "window_run_order_run_id_window_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."window_run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "window_run_order" ADD CONSTRAINT "window_run_order_order_id_sales_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."sales_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "window_run_number_key" ON "window_run" USING btree ("number");--> statement-breakpoint
CREATE UNIQUE INDEX "window_run_one_planning" ON "window_run" USING btree ("state") WHERE "window_run"."state" = 'planning';--> statement-breakpoint
CREATE INDEX "window_run_requested_idx" ON "window_run" USING btree ("requested_at","id");--> statement-breakpoint
CREATE INDEX "window_run_order_order_idx" ON "window_run_order" USING btree ("order_id");--> statement-breakpoint
ALTER TABLE "sourcing_decision" ADD CONSTRAINT "sourcing_decision_trigger_known" CHECK ("sourcing_decision"."trigger" in ('placed', 'node_rejected', 'supply_received', 'supply_lost', 'stock_found', 'stock_lost', 'horizon_reached', 'order_changed', 'node_off', 'window', 'manual'));--> statement-breakpoint
-- Until somebody says otherwise: each hour and before each cut-off, and a person looks first.
INSERT INTO window_schedule (id, name, every_minutes, before_cut_off_minutes, mode, solver_seconds, orders_max)
  VALUES ('00000000-0000-7000-8000-000000000201', 'default', 60, 30, 'show_first', 10, 2000);
