CREATE SEQUENCE "public"."stock_transfer_number" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1001 CACHE 1;--> statement-breakpoint
CREATE TABLE "stock_transfer" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"from_node_id" uuid NOT NULL,
	"to_node_id" uuid NOT NULL,
	"state" text NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"shipped_by" text NOT NULL,
	"shipped_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"closed_reason" text,
	CONSTRAINT "stock_transfer_state_known" CHECK ("stock_transfer"."state" in ('in_transit', 'partially_received', 'received', 'cancelled')),
	CONSTRAINT "stock_transfer_moves" CHECK ("stock_transfer"."from_node_id" <> "stock_transfer"."to_node_id")
);
--> statement-breakpoint
CREATE TABLE "stock_transfer_line" (
	"id" uuid PRIMARY KEY NOT NULL,
	"transfer_id" uuid NOT NULL,
	"line_number" integer NOT NULL,
	"sku_id" uuid NOT NULL,
	"quantity" integer NOT NULL,
	"received" integer DEFAULT 0 NOT NULL,
	"inbound_supply_id" uuid NOT NULL,
	"discrepancy" integer DEFAULT 0 NOT NULL,
	"discrepancy_reason" text,
	CONSTRAINT "stock_transfer_line_quantity_positive" CHECK ("stock_transfer_line"."quantity" >= 1),
	CONSTRAINT "stock_transfer_line_received_not_negative" CHECK ("stock_transfer_line"."received" >= 0),
	CONSTRAINT "stock_transfer_line_discrepancy_has_reason" CHECK ("stock_transfer_line"."discrepancy" = 0 or "stock_transfer_line"."discrepancy_reason" is not null)
);
--> statement-breakpoint
ALTER TABLE "sourcing_decision" DROP CONSTRAINT "sourcing_decision_trigger_known";--> statement-breakpoint
ALTER TABLE "stock_movement" DROP CONSTRAINT "stock_movement_kind_known";--> statement-breakpoint
ALTER TABLE "stock_transfer" ADD CONSTRAINT "stock_transfer_from_node_id_node_id_fk" FOREIGN KEY ("from_node_id") REFERENCES "public"."node"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_transfer" ADD CONSTRAINT "stock_transfer_to_node_id_node_id_fk" FOREIGN KEY ("to_node_id") REFERENCES "public"."node"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_transfer_line" ADD CONSTRAINT "stock_transfer_line_transfer_id_stock_transfer_id_fk" FOREIGN KEY ("transfer_id") REFERENCES "public"."stock_transfer"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_transfer_line" ADD CONSTRAINT "stock_transfer_line_sku_id_sku_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."sku"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_transfer_line" ADD CONSTRAINT "stock_transfer_line_inbound_supply_id_inbound_supply_id_fk" FOREIGN KEY ("inbound_supply_id") REFERENCES "public"."inbound_supply"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "stock_transfer_number_key" ON "stock_transfer" USING btree ("number");--> statement-breakpoint
CREATE INDEX "stock_transfer_shipped_idx" ON "stock_transfer" USING btree ("shipped_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "stock_transfer_line_number_key" ON "stock_transfer_line" USING btree ("transfer_id","line_number");--> statement-breakpoint
CREATE UNIQUE INDEX "stock_transfer_line_supply_key" ON "stock_transfer_line" USING btree ("inbound_supply_id");--> statement-breakpoint
CREATE INDEX "stock_transfer_line_discrepancy_idx" ON "stock_transfer_line" USING btree ("transfer_id") WHERE "stock_transfer_line"."discrepancy" <> 0;--> statement-breakpoint
ALTER TABLE "sourcing_decision" ADD CONSTRAINT "sourcing_decision_trigger_known" CHECK ("sourcing_decision"."trigger" in ('placed', 'node_rejected', 'supply_received', 'supply_lost', 'stock_found', 'stock_lost', 'manual'));--> statement-breakpoint
ALTER TABLE "stock_movement" ADD CONSTRAINT "stock_movement_kind_known" CHECK ("stock_movement"."kind" in ('received', 'adjusted', 'allocated', 'deallocated', 'picked_short', 'shipped', 'transferred', 'status_changed', 'returned'));