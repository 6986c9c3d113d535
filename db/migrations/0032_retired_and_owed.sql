DROP INDEX "sales_order_value_idx";--> statement-breakpoint
ALTER TABLE "node" ADD COLUMN "retired_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "order_line" ADD COLUMN "cancelled_total" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "sales_order" ADD COLUMN "cancelled_total" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "sales_order_value_idx" ON "sales_order" USING btree (("subtotal" - "cancelled_total"),"id");
--> statement-breakpoint
-- A retired node gets no stock and no supply: whoever raced with its retirement loses, and is told by
-- the command, which finds no such node when it is run again.
CREATE FUNCTION refuse_retired_node() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT retired_at FROM node WHERE id = NEW.node_id FOR KEY SHARE) IS NOT NULL THEN
    RAISE EXCEPTION 'node % is retired', NEW.node_id USING ERRCODE = 'serialization_failure';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER stock_level_not_retired_new BEFORE INSERT ON stock_level
  FOR EACH ROW WHEN (NEW.on_hand > 0) EXECUTE FUNCTION refuse_retired_node();
--> statement-breakpoint
CREATE TRIGGER stock_level_not_retired BEFORE UPDATE ON stock_level
  FOR EACH ROW WHEN (OLD.on_hand = 0 AND NEW.on_hand > 0) EXECUTE FUNCTION refuse_retired_node();
--> statement-breakpoint
CREATE TRIGGER inbound_supply_not_retired BEFORE INSERT ON inbound_supply
  FOR EACH ROW EXECUTE FUNCTION refuse_retired_node();
--> statement-breakpoint
-- What was cancelled before: lines of their own are worth their units times their price.
UPDATE order_line l SET cancelled_total = l.line_total
    - div((l.ordered - l.cancelled)::numeric * l.unit_price_e4 * 10 ^ p.digits::numeric + 5000, 10000)
  FROM sales_order o,
    LATERAL (SELECT CASE WHEN o.currency IN ('JPY', 'KRW', 'CLP') THEN 0
      WHEN o.currency IN ('BHD', 'KWD') THEN 3 ELSE 2 END AS digits) p
  WHERE o.id = l.order_id AND l.cancelled > 0 AND l.kit_sku_id IS NULL;
--> statement-breakpoint
-- Components share out what their kits that are left were sold for, by largest remainder. Where they
-- are cancelled unevenly, each counts for its share.
WITH groups AS (
  SELECT l.order_id, l.kit_group, sum(l.line_total) AS whole,
    CASE WHEN min((l.ordered - l.cancelled)::numeric / l.ordered) =
        max((l.ordered - l.cancelled)::numeric / l.ordered)
      THEN div(min(l.kit_quantity::numeric * (l.ordered - l.cancelled) / l.ordered)
        * min(l.kit_unit_price_e4) * 10 ^ min(CASE WHEN o.currency IN ('JPY', 'KRW', 'CLP') THEN 0
          WHEN o.currency IN ('BHD', 'KWD') THEN 3 ELSE 2 END)::numeric + 5000, 10000) END AS owed
  FROM order_line l JOIN sales_order o ON o.id = l.order_id
  WHERE l.kit_sku_id IS NOT NULL
  GROUP BY l.order_id, l.kit_group
  HAVING sum(l.cancelled) > 0 AND sum(l.line_total) > 0),
shares AS (
  SELECT l.id, l.line_total, g.owed, div(l.line_total * g.owed, g.whole) AS share,
    g.owed - sum(div(l.line_total * g.owed, g.whole)) OVER kit AS rest,
    row_number() OVER (PARTITION BY l.order_id, l.kit_group
      ORDER BY mod(l.line_total * g.owed, g.whole) DESC, l.line_number) AS place,
    l.line_total - round(l.line_total::numeric * l.cancelled / l.ordered) AS uneven
  FROM order_line l JOIN groups g ON g.order_id = l.order_id AND g.kit_group = l.kit_group
  WINDOW kit AS (PARTITION BY l.order_id, l.kit_group))
UPDATE order_line l SET cancelled_total = s.line_total
    - CASE WHEN s.owed IS NULL THEN s.uneven
      ELSE s.share + CASE WHEN s.place <= s.rest THEN 1 ELSE 0 END END
  FROM shares s WHERE s.id = l.id;
--> statement-breakpoint
UPDATE sales_order o SET cancelled_total = t.minor
  FROM (SELECT order_id, sum(cancelled_total) AS minor FROM order_line
    WHERE cancelled_total > 0 GROUP BY order_id) t
  WHERE t.order_id = o.id;
