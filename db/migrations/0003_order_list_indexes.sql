DROP INDEX "shipment_created_idx";--> statement-breakpoint
DROP INDEX "import_run_started_idx";--> statement-breakpoint
DROP INDEX "order_draft_owner_idx";--> statement-breakpoint
DROP INDEX "order_line_sku_idx";--> statement-breakpoint
DROP INDEX "sales_order_placed_idx";--> statement-breakpoint
DROP INDEX "sales_order_company_idx";--> statement-breakpoint
DROP INDEX "sales_order_fulfillment_idx";--> statement-breakpoint
DROP INDEX "mail_message_created_idx";--> statement-breakpoint
CREATE INDEX "sales_order_promise_idx" ON "sales_order" USING btree (coalesce("current_promise", '9999-12-31'::date),"id");--> statement-breakpoint
CREATE INDEX "sales_order_value_idx" ON "sales_order" USING btree ("subtotal","id");--> statement-breakpoint
CREATE INDEX "shipment_created_idx" ON "shipment" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "import_run_started_idx" ON "import_run" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX "order_draft_owner_idx" ON "order_draft" USING btree ("owner_id","updated_at") WHERE "order_draft"."placed_order_id" is null;--> statement-breakpoint
CREATE INDEX "order_line_sku_idx" ON "order_line" USING btree ("sku_id","order_id");--> statement-breakpoint
CREATE INDEX "sales_order_placed_idx" ON "sales_order" USING btree ("placed_at","id");--> statement-breakpoint
CREATE INDEX "sales_order_company_idx" ON "sales_order" USING btree ("company_id","placed_at","id");--> statement-breakpoint
CREATE INDEX "sales_order_fulfillment_idx" ON "sales_order" USING btree ("fulfillment_status","placed_at","id");--> statement-breakpoint
CREATE INDEX "mail_message_created_idx" ON "mail_message" USING btree ("created_at");