ALTER TABLE "sku" DROP CONSTRAINT "sku_backorder_policy_known";--> statement-breakpoint
ALTER TABLE "sku" DROP CONSTRAINT "sku_cap_has_limit";--> statement-breakpoint
ALTER TABLE "sku" ADD COLUMN "backorder_days" integer;--> statement-breakpoint
ALTER TABLE "company" ADD COLUMN "backorder_policy" text;--> statement-breakpoint
ALTER TABLE "company" ADD COLUMN "backorder_limit" integer;--> statement-breakpoint
ALTER TABLE "company" ADD COLUMN "backorder_days" integer;--> statement-breakpoint
ALTER TABLE "sales_order" ADD COLUMN "backorder_policy" text;--> statement-breakpoint
ALTER TABLE "sales_order" ADD COLUMN "backorder_limit" integer;--> statement-breakpoint
ALTER TABLE "sales_order" ADD COLUMN "backorder_days" integer;--> statement-breakpoint
ALTER TABLE "sku" ADD CONSTRAINT "sku_backorder_policy_known" CHECK ("sku"."backorder_policy" in ('backorder', 'cap', 'refuse', 'cancel'));--> statement-breakpoint
ALTER TABLE "sku" ADD CONSTRAINT "sku_cap_has_limit" CHECK ("sku"."backorder_policy" <> 'cap' or num_nonnulls("sku"."backorder_limit", "sku"."backorder_days") > 0);--> statement-breakpoint
ALTER TABLE "company" ADD CONSTRAINT "company_backorder_policy_known" CHECK ("company"."backorder_policy" in ('backorder', 'cap', 'refuse', 'cancel'));--> statement-breakpoint
ALTER TABLE "company" ADD CONSTRAINT "company_cap_has_limit" CHECK ("company"."backorder_policy" is distinct from 'cap' or num_nonnulls("company"."backorder_limit", "company"."backorder_days") > 0);--> statement-breakpoint
ALTER TABLE "sales_order" ADD CONSTRAINT "sales_order_backorder_policy_known" CHECK ("sales_order"."backorder_policy" in ('backorder', 'cap', 'refuse', 'cancel'));--> statement-breakpoint
ALTER TABLE "sales_order" ADD CONSTRAINT "sales_order_cap_has_limit" CHECK ("sales_order"."backorder_policy" is distinct from 'cap' or num_nonnulls("sales_order"."backorder_limit", "sales_order"."backorder_days") > 0);