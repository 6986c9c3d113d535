ALTER TABLE "sales_order" DROP CONSTRAINT "sales_order_ship_policy_known";--> statement-breakpoint
ALTER TABLE "sales_order" DROP CONSTRAINT "sales_order_ordered_ship_policy_known";--> statement-breakpoint
ALTER TABLE "allocation" ADD COLUMN "is_remainder" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "company" ADD COLUMN "remainder_days" integer DEFAULT 14 NOT NULL;--> statement-breakpoint
ALTER TABLE "fulfillment_order" ADD COLUMN "ships_with_id" uuid;--> statement-breakpoint
ALTER TABLE "fulfillment_order" ADD CONSTRAINT "fulfillment_order_ships_with_id_fulfillment_order_id_fk" FOREIGN KEY ("ships_with_id") REFERENCES "public"."fulfillment_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "company" ADD CONSTRAINT "company_remainder_days_bounded" CHECK ("company"."remainder_days" between 1 and 90);--> statement-breakpoint
ALTER TABLE "sales_order" ADD CONSTRAINT "sales_order_ship_policy_known" CHECK ("sales_order"."ship_policy" in ('as_available', 'with_next', 'complete'));--> statement-breakpoint
ALTER TABLE "sales_order" ADD CONSTRAINT "sales_order_ordered_ship_policy_known" CHECK ("sales_order"."ordered_ship_policy" in ('as_available', 'with_next', 'complete'));