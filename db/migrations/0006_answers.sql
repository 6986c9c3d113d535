ALTER TABLE "stock_movement" ADD COLUMN "xid" "xid8" DEFAULT pg_current_xact_id();--> statement-breakpoint
CREATE INDEX "stock_movement_news_idx" ON "stock_movement" USING btree ("sku_id","xid");--> statement-breakpoint
-- Safety stock changes without a movement: copies of positions are counted out of date with the rest.
CREATE TRIGGER stock_level_safety_bumps AFTER UPDATE OF safety_stock ON stock_level
  FOR EACH STATEMENT EXECUTE FUNCTION bump_network_version();
