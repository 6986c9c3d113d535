CREATE TABLE "exception_policy" (
	"type" text PRIMARY KEY NOT NULL,
	"low_minutes" integer NOT NULL,
	"medium_minutes" integer NOT NULL,
	"high_minutes" integer NOT NULL,
	"critical_minutes" integer NOT NULL,
	"cost_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"team" text NOT NULL,
	"owner_id" uuid,
	"saved_by" text NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "exception_policy_type_known" CHECK ("exception_policy"."type" in ('address_invalid', 'sku_unknown', 'price_variance', 'duplicate_po', 'credit_hold', 'payment_failed', 'fraud_review', 'inventory_short', 'oversold', 'unfillable', 'node_rejected', 'pick_short', 'pick_overdue', 'pack_mismatch', 'label_failed', 'carrier_missed_pickup', 'in_transit_stalled', 'delivery_failed', 'supply_late', 'promise_at_risk', 'promise_missed', 'cutoff_at_risk', 'cutoff_missed', 'order_stuck', 'supplier_no_ack', 'edi_rejected', 'integration_failed', 'stock_drift', 'return_overdue', 'return_mismatch', 'refund_failed')),
	CONSTRAINT "exception_policy_cost_not_negative" CHECK ("exception_policy"."cost_minor" >= 0),
	CONSTRAINT "exception_policy_minutes_positive" CHECK (least("exception_policy"."low_minutes", "exception_policy"."medium_minutes", "exception_policy"."high_minutes", "exception_policy"."critical_minutes") > 0)
);
--> statement-breakpoint
CREATE TABLE "exception_timer" (
	"name" text PRIMARY KEY NOT NULL,
	"minutes" integer NOT NULL,
	"saved_by" text NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "exception_timer_name_known" CHECK ("exception_timer"."name" in ('approval', 'on_hold', 'not_released', 'accept', 'start_picking', 'finish_packing', 'before_cut_off', 'label', 'first_scan', 'next_scan', 'supplier_answer', 'before_supply')),
	CONSTRAINT "exception_timer_minutes_positive" CHECK ("exception_timer"."minutes" >= 1)
);
--> statement-breakpoint
ALTER TABLE "exception" DROP CONSTRAINT "exception_type_known";--> statement-breakpoint
ALTER TABLE "exception" ADD COLUMN "team" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "exception" ADD COLUMN "due_at" timestamp (3) with time zone;--> statement-breakpoint
UPDATE "exception" SET "due_at" = "opened_at" + interval '4 hours';--> statement-breakpoint
ALTER TABLE "exception" ALTER COLUMN "due_at" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "exception" ADD COLUMN "snoozed_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "exception" ADD COLUMN "acknowledged_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "exception_policy" ADD CONSTRAINT "exception_policy_owner_id_app_user_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "exception_opened_idx" ON "exception" USING btree ("opened_at","type");--> statement-breakpoint
ALTER TABLE "exception" ADD CONSTRAINT "exception_type_known" CHECK ("exception"."type" in ('address_invalid', 'sku_unknown', 'price_variance', 'duplicate_po', 'credit_hold', 'payment_failed', 'fraud_review', 'inventory_short', 'oversold', 'unfillable', 'node_rejected', 'pick_short', 'pick_overdue', 'pack_mismatch', 'label_failed', 'carrier_missed_pickup', 'in_transit_stalled', 'delivery_failed', 'supply_late', 'promise_at_risk', 'promise_missed', 'cutoff_at_risk', 'cutoff_missed', 'order_stuck', 'supplier_no_ack', 'edi_rejected', 'integration_failed', 'stock_drift', 'return_overdue', 'return_mismatch', 'refund_failed'));