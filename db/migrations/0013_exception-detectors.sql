CREATE INDEX "exception_cause_idx" ON "exception" USING btree ("type","cause_key","closed_at");--> statement-breakpoint
CREATE INDEX "shipment_underway_idx" ON "shipment" USING btree ("shipped_at") WHERE "shipment"."state" = 'shipped';--> statement-breakpoint
CREATE INDEX "package_underway_idx" ON "package" USING btree ("tracking_status","shipment_id") WHERE "package"."delivered_at" is null;