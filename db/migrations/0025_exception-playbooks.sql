CREATE TABLE "exception_playbook" (
	"playbook_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"conditions" jsonb NOT NULL,
	"kind" text NOT NULL,
	"mode" text NOT NULL,
	"is_on" boolean NOT NULL,
	"saved_by" text NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	"retired_at" timestamp (3) with time zone,
	CONSTRAINT "exception_playbook_pkey" PRIMARY KEY("playbook_id","version"),
	CONSTRAINT "exception_playbook_type_known" CHECK ("exception_playbook"."type" in ('address_invalid', 'sku_unknown', 'price_variance', 'duplicate_po', 'credit_hold', 'payment_failed', 'fraud_review', 'inventory_short', 'oversold', 'unfillable', 'node_rejected', 'pick_short', 'pick_overdue', 'pack_mismatch', 'label_failed', 'carrier_missed_pickup', 'in_transit_stalled', 'delivery_failed', 'supply_late', 'promise_at_risk', 'promise_missed', 'cutoff_at_risk', 'cutoff_missed', 'order_stuck', 'supplier_no_ack', 'edi_rejected', 'integration_failed', 'stock_drift', 'return_overdue', 'return_mismatch', 'refund_failed')),
	CONSTRAINT "exception_playbook_kind_known" CHECK ("exception_playbook"."kind" in ('resource', 'expedite', 'split', 'wait', 'serve', 'cancel_waiting', 'cancel_order', 'release_hold', 'approve', 'retry_labels', 'confirm_delivery', 'confirm_supply', 'recount', 'retry_job', 'give_up_job', 'repair_ledger', 'repair_counter')),
	CONSTRAINT "exception_playbook_mode_known" CHECK ("exception_playbook"."mode" in ('automatic', 'proposal'))
);
--> statement-breakpoint
CREATE TABLE "exception_playbook_run" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "exception_playbook_run_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"playbook_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"exception_id" uuid NOT NULL,
	"is_done" boolean NOT NULL,
	"text" text NOT NULL,
	"saved_minor" bigint NOT NULL,
	"ran_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "exception_playbook_run" ADD CONSTRAINT "exception_playbook_run_exception_id_exception_id_fk" FOREIGN KEY ("exception_id") REFERENCES "public"."exception"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "exception_playbook_one_stands" ON "exception_playbook" USING btree ("playbook_id") WHERE "exception_playbook"."retired_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "exception_playbook_run_key" ON "exception_playbook_run" USING btree ("playbook_id","version","exception_id");--> statement-breakpoint
CREATE INDEX "exception_playbook_run_latest_idx" ON "exception_playbook_run" USING btree ("ran_at","id");