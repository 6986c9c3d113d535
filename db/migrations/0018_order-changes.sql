CREATE TABLE "order_change" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_id" uuid NOT NULL,
	"state" text NOT NULL,
	"content" jsonb NOT NULL,
	"reason" text NOT NULL,
	"opened_by" text NOT NULL,
	"opened_by_name" text NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"closed_by" text,
	"closed_at" timestamp (3) with time zone,
	"outcome" jsonb,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "order_change_state_known" CHECK ("order_change"."state" in ('open', 'applied', 'discarded')),
	CONSTRAINT "order_change_applied_has_outcome" CHECK ("order_change"."state" <> 'applied' or "order_change"."outcome" is not null)
);
--> statement-breakpoint
ALTER TABLE "sourcing_decision" DROP CONSTRAINT "sourcing_decision_trigger_known";--> statement-breakpoint
ALTER TABLE "order_change" ADD CONSTRAINT "order_change_order_id_sales_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."sales_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "order_change_one_open" ON "order_change" USING btree ("order_id") WHERE "order_change"."state" = 'open';--> statement-breakpoint
CREATE INDEX "order_change_order_idx" ON "order_change" USING btree ("order_id","opened_at");--> statement-breakpoint
ALTER TABLE "sourcing_decision" ADD CONSTRAINT "sourcing_decision_trigger_known" CHECK ("sourcing_decision"."trigger" in ('placed', 'node_rejected', 'supply_received', 'supply_lost', 'stock_found', 'stock_lost', 'horizon_reached', 'order_changed', 'node_off', 'manual'));