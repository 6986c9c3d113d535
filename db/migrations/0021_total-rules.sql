ALTER TABLE "hold_rule" DISABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP TABLE "hold_rule" CASCADE;--> statement-breakpoint
ALTER TABLE "user_role" DROP CONSTRAINT "user_role_known";--> statement-breakpoint
ALTER TABLE "company" DROP CONSTRAINT "company_overdue_not_negative";--> statement-breakpoint
ALTER TABLE "company" DROP CONSTRAINT "company_overdue_has_a_date";--> statement-breakpoint
ALTER TABLE "availability_rule" DROP CONSTRAINT "availability_rule_effect_known";--> statement-breakpoint
ALTER TABLE "sales_order" DROP CONSTRAINT "sales_order_fraud_score_is_a_percentage";--> statement-breakpoint
ALTER TABLE "sales_order" DROP CONSTRAINT "sales_order_fulfillment_status_known";--> statement-breakpoint
ALTER TABLE "hold" DROP CONSTRAINT "hold_rule_id_hold_rule_rule_id_fk";
--> statement-breakpoint
DROP INDEX "hold_found_idx";--> statement-breakpoint
ALTER TABLE "company" DROP COLUMN "overdue_receivables";--> statement-breakpoint
ALTER TABLE "company" DROP COLUMN "oldest_due_date";--> statement-breakpoint
ALTER TABLE "company" DROP COLUMN "receivables_as_of";--> statement-breakpoint
ALTER TABLE "hold" DROP COLUMN "rule_id";--> statement-breakpoint
ALTER TABLE "order_line" DROP COLUMN "expected_unit_price_e4";--> statement-breakpoint
ALTER TABLE "sales_order" DROP COLUMN "fraud_score";--> statement-breakpoint
ALTER TABLE "user_role" ADD CONSTRAINT "user_role_known" CHECK ("user_role"."role" in ('rep', 'warehouse', 'ops', 'admin'));--> statement-breakpoint
ALTER TABLE "availability_rule" ADD CONSTRAINT "availability_rule_total_names_no_node" CHECK ("availability_rule"."effect" not in ('hold_total', 'cap_total', 'quota_total') or ("availability_rule"."node_id" is null and "availability_rule"."node_kind" is null));--> statement-breakpoint
ALTER TABLE "availability_rule" ADD CONSTRAINT "availability_rule_quota_has_a_start" CHECK ("availability_rule"."effect" <> 'quota_total' or "availability_rule"."starts_at" is not null);--> statement-breakpoint
ALTER TABLE "availability_rule" ADD CONSTRAINT "availability_rule_effect_known" CHECK ("availability_rule"."effect" in ('exclude', 'hold_units', 'hold_percent', 'cap_units', 'hold_total', 'cap_total', 'quota_total'));--> statement-breakpoint
ALTER TABLE "sales_order" ADD CONSTRAINT "sales_order_fulfillment_status_known" CHECK ("sales_order"."fulfillment_status" in ('unallocated', 'promised', 'backordered', 'partially_allocated', 'allocated', 'released', 'partially_shipped', 'shipped', 'partially_delivered', 'delivered', 'cancelled'));--> statement-breakpoint
UPDATE "sales_order" SET "fulfillment_status" = 'promised' WHERE "fulfillment_status" = 'backordered' AND "allocate_from" IS NOT NULL;
