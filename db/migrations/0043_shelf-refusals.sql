ALTER TABLE "allocation" ADD COLUMN "shelf_refused_after" bigint;--> statement-breakpoint
-- Of refusals before this release nobody wrote down when they were made: what comes from now on mends them.
UPDATE "allocation" a SET "shelf_refused_after" =
  coalesce((SELECT max(m.id) FROM stock_movement m WHERE m.sku_id = a.sku_id AND m.node_id = a.node_id), 0)
WHERE a."state" = 'rejected'
  AND (a."reason" LIKE 'not in stock%' OR a."reason" LIKE 'stock mismatch%' OR a."reason" LIKE 'damaged%');
