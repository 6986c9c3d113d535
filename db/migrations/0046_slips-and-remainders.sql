CREATE TABLE "delay_consent_line" (
	"consent_id" uuid NOT NULL,
	"order_line_id" uuid NOT NULL,
	"until" date NOT NULL,
	CONSTRAINT "delay_consent_line_pkey" PRIMARY KEY("consent_id","order_line_id")
);
--> statement-breakpoint
ALTER TABLE "exception_playbook" DROP CONSTRAINT "exception_playbook_kind_known";--> statement-breakpoint
ALTER TABLE "sales_order" DROP CONSTRAINT "sales_order_ship_policy_known";--> statement-breakpoint
ALTER TABLE "sales_order" DROP CONSTRAINT "sales_order_ordered_ship_policy_known";--> statement-breakpoint
ALTER TABLE "allocation" ADD COLUMN "is_remainder" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "delay_consent" ADD COLUMN "told" date;--> statement-breakpoint
ALTER TABLE "sku" ADD COLUMN "backorder_slip" text;--> statement-breakpoint
ALTER TABLE "company" ADD COLUMN "backorder_slip" text;--> statement-breakpoint
ALTER TABLE "company" ADD COLUMN "remainder_days" integer DEFAULT 14 NOT NULL;--> statement-breakpoint
ALTER TABLE "fulfillment_order" ADD COLUMN "ships_with_id" uuid;--> statement-breakpoint
ALTER TABLE "sales_order" ADD COLUMN "backorder_slip" text;--> statement-breakpoint
ALTER TABLE "delay_consent_line" ADD CONSTRAINT "delay_consent_line_consent_id_delay_consent_id_fk" FOREIGN KEY ("consent_id") REFERENCES "public"."delay_consent"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delay_consent_line" ADD CONSTRAINT "delay_consent_line_order_line_id_order_line_id_fk" FOREIGN KEY ("order_line_id") REFERENCES "public"."order_line"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fulfillment_order" ADD CONSTRAINT "fulfillment_order_ships_with_id_fulfillment_order_id_fk" FOREIGN KEY ("ships_with_id") REFERENCES "public"."fulfillment_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sku" ADD CONSTRAINT "sku_backorder_slip_known" CHECK ("sku"."backorder_slip" in ('ask', 'cancel', 'wait'));--> statement-breakpoint
ALTER TABLE "company" ADD CONSTRAINT "company_remainder_days_bounded" CHECK ("company"."remainder_days" between 1 and 90);--> statement-breakpoint
ALTER TABLE "company" ADD CONSTRAINT "company_backorder_slip_known" CHECK ("company"."backorder_slip" in ('ask', 'cancel', 'wait'));--> statement-breakpoint
ALTER TABLE "exception_playbook" ADD CONSTRAINT "exception_playbook_kind_known" CHECK ("exception_playbook"."kind" in ('resource', 'substitute', 'expedite', 'split', 'credit', 'wait', 'serve', 'cancel_waiting', 'cancel_order', 'release_hold', 'approve', 'retry_labels', 'confirm_delivery', 'confirm_supply', 'recount', 'retry_job', 'give_up_job', 'repair_ledger', 'repair_counter'));--> statement-breakpoint
ALTER TABLE "sales_order" ADD CONSTRAINT "sales_order_backorder_slip_known" CHECK ("sales_order"."backorder_slip" in ('ask', 'cancel', 'wait'));--> statement-breakpoint
ALTER TABLE "sales_order" ADD CONSTRAINT "sales_order_ship_policy_known" CHECK ("sales_order"."ship_policy" in ('as_available', 'with_next', 'complete'));--> statement-breakpoint
ALTER TABLE "sales_order" ADD CONSTRAINT "sales_order_ordered_ship_policy_known" CHECK ("sales_order"."ordered_ship_policy" in ('as_available', 'with_next', 'complete'));--> statement-breakpoint
UPDATE "delay_consent" SET "told" = "proposed" WHERE "state" = 'asked';--> statement-breakpoint
INSERT INTO "delay_consent_line" ("consent_id", "order_line_id", "until")
SELECT c."id", l."id", c."agreed" FROM "delay_consent" c
JOIN "order_line" l ON l."order_id" = c."order_id" AND l."backordered" > 0 AND l."current_promise" > c."agreed"
WHERE c."state" = 'asked';
