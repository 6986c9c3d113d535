CREATE TABLE "hold_rule" (
	"rule_id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"position" integer NOT NULL,
	"type" text NOT NULL,
	"severity" text DEFAULT 'block' NOT NULL,
	"conditions" jsonb NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"saved_by" text NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "hold_rule_severity_known" CHECK ("hold_rule"."severity" in ('block', 'warn')),
	CONSTRAINT "hold_rule_version_positive" CHECK ("hold_rule"."version" >= 1)
);
--> statement-breakpoint
ALTER TABLE "user_role" DROP CONSTRAINT "user_role_known";--> statement-breakpoint
ALTER TABLE "company" ADD COLUMN "overdue_receivables" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "company" ADD COLUMN "oldest_due_date" date;--> statement-breakpoint
ALTER TABLE "company" ADD COLUMN "receivables_as_of" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "hold" ADD COLUMN "rule_id" uuid;--> statement-breakpoint
ALTER TABLE "order_line" ADD COLUMN "expected_unit_price_e4" bigint;--> statement-breakpoint
ALTER TABLE "sales_order" ADD COLUMN "fraud_score" integer;--> statement-breakpoint
ALTER TABLE "hold_rule" ADD CONSTRAINT "hold_rule_type_hold_type_code_fk" FOREIGN KEY ("type") REFERENCES "public"."hold_type"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hold" ADD CONSTRAINT "hold_rule_id_hold_rule_rule_id_fk" FOREIGN KEY ("rule_id") REFERENCES "public"."hold_rule"("rule_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "hold_found_idx" ON "hold" USING btree ("order_id") WHERE "hold"."released_at" is null and "hold"."rule_id" is not null;--> statement-breakpoint
ALTER TABLE "user_role" ADD CONSTRAINT "user_role_known" CHECK ("user_role"."role" in ('rep', 'warehouse', 'ops', 'finance', 'admin'));--> statement-breakpoint
ALTER TABLE "company" ADD CONSTRAINT "company_overdue_not_negative" CHECK ("company"."overdue_receivables" >= 0);--> statement-breakpoint
ALTER TABLE "company" ADD CONSTRAINT "company_overdue_has_a_date" CHECK ("company"."overdue_receivables" = 0 or "company"."oldest_due_date" is not null);--> statement-breakpoint
ALTER TABLE "sales_order" ADD CONSTRAINT "sales_order_fraud_score_is_a_percentage" CHECK ("sales_order"."fraud_score" between 0 and 100);--> statement-breakpoint
-- What was held for until now, and what is worth a hold from the first day; all of it can be changed.
INSERT INTO hold_rule (rule_id, name, position, type, severity, conditions, is_active, saved_by, saved_at) VALUES
  ('00000000-0000-7000-8000-000000000201', 'Over the credit limit', 1, 'credit', 'block', '[{"fact":"credit_over","operator":"above","value":0}]', true, 'Ordinate', '2026-01-01Z'),
  ('00000000-0000-7000-8000-000000000202', 'Overdue for too long', 2, 'credit', 'block', '[{"fact":"overdue_days","operator":"above","value":30}]', true, 'Ordinate', '2026-01-01Z'),
  ('00000000-0000-7000-8000-000000000203', 'PO number used before', 3, 'duplicate_po', 'block', '[{"fact":"duplicate_po","operator":"is","value":true}]', true, 'Ordinate', '2026-01-01Z'),
  ('00000000-0000-7000-8000-000000000204', 'Ship-to not plausible', 4, 'address', 'block', '[{"fact":"address_faults","operator":"above","value":0}]', true, 'Ordinate', '2026-01-01Z'),
  ('00000000-0000-7000-8000-000000000205', 'Another price than ours', 5, 'price_variance', 'block', '[{"fact":"price_variance","operator":"above","value":2}]', true, 'Ordinate', '2026-01-01Z'),
  ('00000000-0000-7000-8000-000000000206', 'Sold below cost', 6, 'margin', 'warn', '[{"fact":"margin","operator":"below","value":0}]', true, 'Ordinate', '2026-01-01Z'),
  ('00000000-0000-7000-8000-000000000207', 'Likely a fraud', 7, 'fraud', 'block', '[{"fact":"fraud_score","operator":"at_least","value":70}]', true, 'Ordinate', '2026-01-01Z'),
  ('00000000-0000-7000-8000-000000000208', 'Nobody to ask', 8, 'missing_data', 'block', '[{"fact":"missing","operator":"is","value":"contact"}]', false, 'Ordinate', '2026-01-01Z');
--> statement-breakpoint
CREATE TRIGGER hold_rule_bumps AFTER INSERT OR UPDATE OR DELETE ON hold_rule
  FOR EACH STATEMENT EXECUTE FUNCTION bump_network_version();
