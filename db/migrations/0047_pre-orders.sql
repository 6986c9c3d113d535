ALTER TABLE "sourcing_decision" DROP CONSTRAINT "sourcing_decision_trigger_known";--> statement-breakpoint
ALTER TABLE "sku" ADD COLUMN "comes_out_on" date;--> statement-breakpoint
ALTER TABLE "sku" ADD COLUMN "preorder_limit" integer;--> statement-breakpoint
CREATE INDEX "sku_coming_out_idx" ON "sku" USING btree ("comes_out_on") WHERE "sku"."comes_out_on" is not null;--> statement-breakpoint
ALTER TABLE "sourcing_decision" ADD CONSTRAINT "sourcing_decision_trigger_known" CHECK ("sourcing_decision"."trigger" in ('placed', 'node_rejected', 'supply_received', 'supply_lost', 'stock_found', 'stock_lost', 'horizon_reached', 'order_changed', 'node_off', 'day_moved', 'window', 'manual'));--> statement-breakpoint
ALTER TABLE "sku" ADD CONSTRAINT "sku_preorder_limit_is_before_it_comes_out" CHECK ("sku"."preorder_limit" is null or ("sku"."comes_out_on" is not null and "sku"."preorder_limit" >= 0));
--> statement-breakpoint
-- What is not out yet is part of every promise: cached copies of the network are old when it changes.
CREATE TRIGGER sku_coming_out_bumps AFTER UPDATE OF comes_out_on ON sku
  FOR EACH ROW WHEN (OLD.comes_out_on IS DISTINCT FROM NEW.comes_out_on)
  EXECUTE FUNCTION bump_network_version();
--> statement-breakpoint
CREATE TRIGGER sku_new_coming_out_bumps AFTER INSERT ON sku
  FOR EACH ROW WHEN (NEW.comes_out_on IS NOT NULL)
  EXECUTE FUNCTION bump_network_version();
