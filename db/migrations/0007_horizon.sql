ALTER TABLE "sourcing_decision" DROP CONSTRAINT "sourcing_decision_trigger_known";--> statement-breakpoint
ALTER TABLE "sales_order" ADD COLUMN "allocate_from" date;--> statement-breakpoint
CREATE INDEX "sales_order_beyond_horizon_idx" ON "sales_order" USING btree ("allocate_from","ship_after","placed_at") WHERE "sales_order"."allocate_from" is not null;--> statement-breakpoint
ALTER TABLE "sourcing_decision" ADD CONSTRAINT "sourcing_decision_trigger_known" CHECK ("sourcing_decision"."trigger" in ('placed', 'node_rejected', 'supply_received', 'horizon_reached', 'manual'));