ALTER TABLE "exception" DROP CONSTRAINT "exception_type_known";--> statement-breakpoint
ALTER TABLE "exception_playbook" DROP CONSTRAINT "exception_playbook_type_known";--> statement-breakpoint
ALTER TABLE "exception_policy" DROP CONSTRAINT "exception_policy_type_known";--> statement-breakpoint
ALTER TABLE "allocation" ADD COLUMN "is_by_hand" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "disruption" ADD COLUMN "reach" text DEFAULT 'destinations' NOT NULL;--> statement-breakpoint
ALTER TABLE "sales_order" ADD COLUMN "ordered_ship_policy" text DEFAULT 'as_available' NOT NULL;--> statement-breakpoint
ALTER TABLE "exception" ADD CONSTRAINT "exception_type_known" CHECK ("exception"."type" in ('address_invalid', 'sku_unknown', 'price_variance', 'duplicate_po', 'credit_hold', 'payment_failed', 'fraud_review', 'inventory_short', 'oversold', 'unfillable', 'node_rejected', 'pick_short', 'hand_placement_lost', 'pick_overdue', 'pack_mismatch', 'label_failed', 'carrier_missed_pickup', 'in_transit_stalled', 'delivery_failed', 'supply_late', 'promise_at_risk', 'promise_missed', 'cutoff_at_risk', 'cutoff_missed', 'order_stuck', 'supplier_no_ack', 'edi_rejected', 'integration_failed', 'stock_drift', 'return_overdue', 'return_mismatch', 'refund_failed'));--> statement-breakpoint
ALTER TABLE "exception_playbook" ADD CONSTRAINT "exception_playbook_type_known" CHECK ("exception_playbook"."type" in ('address_invalid', 'sku_unknown', 'price_variance', 'duplicate_po', 'credit_hold', 'payment_failed', 'fraud_review', 'inventory_short', 'oversold', 'unfillable', 'node_rejected', 'pick_short', 'hand_placement_lost', 'pick_overdue', 'pack_mismatch', 'label_failed', 'carrier_missed_pickup', 'in_transit_stalled', 'delivery_failed', 'supply_late', 'promise_at_risk', 'promise_missed', 'cutoff_at_risk', 'cutoff_missed', 'order_stuck', 'supplier_no_ack', 'edi_rejected', 'integration_failed', 'stock_drift', 'return_overdue', 'return_mismatch', 'refund_failed'));--> statement-breakpoint
ALTER TABLE "exception_policy" ADD CONSTRAINT "exception_policy_type_known" CHECK ("exception_policy"."type" in ('address_invalid', 'sku_unknown', 'price_variance', 'duplicate_po', 'credit_hold', 'payment_failed', 'fraud_review', 'inventory_short', 'oversold', 'unfillable', 'node_rejected', 'pick_short', 'hand_placement_lost', 'pick_overdue', 'pack_mismatch', 'label_failed', 'carrier_missed_pickup', 'in_transit_stalled', 'delivery_failed', 'supply_late', 'promise_at_risk', 'promise_missed', 'cutoff_at_risk', 'cutoff_missed', 'order_stuck', 'supplier_no_ack', 'edi_rejected', 'integration_failed', 'stock_drift', 'return_overdue', 'return_mismatch', 'refund_failed'));--> statement-breakpoint
ALTER TABLE "disruption" ADD CONSTRAINT "disruption_reach_known" CHECK ("disruption"."reach" in ('destinations', 'origins', 'both'));--> statement-breakpoint
ALTER TABLE "sales_order" ADD CONSTRAINT "sales_order_ordered_ship_policy_known" CHECK ("sales_order"."ordered_ship_policy" in ('as_available', 'complete'));
--> statement-breakpoint
UPDATE sales_order SET ordered_ship_policy = ship_policy WHERE ship_policy <> 'as_available';
--> statement-breakpoint
-- Until now only the decision said that a person chose the node.
UPDATE allocation a SET is_by_hand = true FROM sourcing_decision d
  WHERE d.id = a.decision_id AND a.state IN ('allocated', 'released') AND d.trigger = 'manual'
    AND jsonb_path_exists(d.detail, '$.nodes[*].excluded[0] ? (@ == "manual")');
