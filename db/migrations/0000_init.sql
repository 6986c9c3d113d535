CREATE EXTENSION IF NOT EXISTS pg_trgm;--> statement-breakpoint
CREATE SEQUENCE "public"."fulfillment_order_number" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 500001 CACHE 50;--> statement-breakpoint
CREATE SEQUENCE "public"."package_serial" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 50;--> statement-breakpoint
CREATE SEQUENCE "public"."shipment_number" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 700001 CACHE 50;--> statement-breakpoint
CREATE SEQUENCE "public"."sales_order_number" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 100001 CACHE 50;--> statement-breakpoint
CREATE TABLE "allocation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_id" uuid NOT NULL,
	"order_line_id" uuid NOT NULL,
	"sku_id" uuid NOT NULL,
	"node_id" uuid NOT NULL,
	"quantity" integer NOT NULL,
	"state" text NOT NULL,
	"inbound_supply_id" uuid,
	"ship_date" date NOT NULL,
	"delivery_date" date NOT NULL,
	"service_code" text NOT NULL,
	"fulfillment_order_id" uuid,
	"decision_id" uuid,
	"reason" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "allocation_state_known" CHECK ("allocation"."state" in ('promised', 'allocated', 'released', 'consumed', 'deallocated', 'rejected')),
	CONSTRAINT "allocation_quantity_positive" CHECK ("allocation"."quantity" >= 1),
	CONSTRAINT "allocation_promised_is_pegged" CHECK ("allocation"."state" <> 'promised' or "allocation"."inbound_supply_id" is not null),
	CONSTRAINT "allocation_released_has_work" CHECK ("allocation"."state" not in ('released', 'consumed') or "allocation"."fulfillment_order_id" is not null)
);
--> statement-breakpoint
CREATE TABLE "sourcing_decision" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_id" uuid NOT NULL,
	"trigger" text NOT NULL,
	"decided_at" timestamp (3) with time zone NOT NULL,
	"profile_ref" text NOT NULL,
	"profile_version" integer NOT NULL,
	"sentence" text NOT NULL,
	"is_exact" boolean NOT NULL,
	"detail" jsonb NOT NULL,
	CONSTRAINT "sourcing_decision_trigger_known" CHECK ("sourcing_decision"."trigger" in ('placed', 'node_rejected', 'supply_received', 'manual'))
);
--> statement-breakpoint
CREATE TABLE "sourcing_profile" (
	"ref" text NOT NULL,
	"version" integer NOT NULL,
	"status" text NOT NULL,
	"parameters" jsonb NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"activated_at" timestamp (3) with time zone,
	CONSTRAINT "sourcing_profile_status_known" CHECK ("sourcing_profile"."status" in ('draft', 'simulated', 'active', 'retired'))
);
--> statement-breakpoint
CREATE TABLE "api_key" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"secret_hash" text NOT NULL,
	"scopes" text[] NOT NULL,
	"company_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "app_user" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text NOT NULL,
	"disabled_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "auth_session" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "rate_window" (
	"subject" text PRIMARY KEY NOT NULL,
	"window_start" timestamp (3) with time zone NOT NULL,
	"attempts" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "user_node" (
	"user_id" uuid NOT NULL,
	"node_id" uuid NOT NULL,
	CONSTRAINT "user_node_pkey" PRIMARY KEY("user_id","node_id")
);
--> statement-breakpoint
CREATE TABLE "user_role" (
	"user_id" uuid NOT NULL,
	"role" text NOT NULL,
	CONSTRAINT "user_role_pkey" PRIMARY KEY("user_id","role"),
	CONSTRAINT "user_role_known" CHECK ("user_role"."role" in ('rep', 'warehouse', 'ops', 'admin'))
);
--> statement-breakpoint
CREATE TABLE "sku" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"category" text DEFAULT '' NOT NULL,
	"subcategory" text DEFAULT '' NOT NULL,
	"base_unit" text DEFAULT 'each' NOT NULL,
	"pack_multiple" integer DEFAULT 1 NOT NULL,
	"min_quantity" integer DEFAULT 1 NOT NULL,
	"grams" integer NOT NULL,
	"length_mm" integer,
	"width_mm" integer,
	"height_mm" integer,
	"measures_imputed" boolean DEFAULT false NOT NULL,
	"freight_class" text,
	"is_hazmat" boolean DEFAULT false NOT NULL,
	"backorder_policy" text DEFAULT 'backorder' NOT NULL,
	"backorder_limit" integer,
	"lead_time_days" integer DEFAULT 14 NOT NULL,
	"standard_cost_e4" bigint DEFAULT 0 NOT NULL,
	"list_price_e4" bigint DEFAULT 0 NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"superseded_by_id" uuid,
	"is_imported" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sku_status_known" CHECK ("sku"."status" in ('active', 'discontinued')),
	CONSTRAINT "sku_backorder_policy_known" CHECK ("sku"."backorder_policy" in ('backorder', 'refuse', 'cap')),
	CONSTRAINT "sku_pack_multiple_positive" CHECK ("sku"."pack_multiple" >= 1),
	CONSTRAINT "sku_min_quantity_positive" CHECK ("sku"."min_quantity" >= 1),
	CONSTRAINT "sku_grams_not_negative" CHECK ("sku"."grams" >= 0),
	CONSTRAINT "sku_cap_has_limit" CHECK ("sku"."backorder_policy" <> 'cap' or "sku"."backorder_limit" is not null)
);
--> statement-breakpoint
CREATE TABLE "sku_alias" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"code" text NOT NULL,
	"sku_id" uuid NOT NULL,
	"company_id" uuid,
	CONSTRAINT "sku_alias_kind_known" CHECK ("sku_alias"."kind" in ('gtin', 'customer_part', 'superseded', 'import')),
	CONSTRAINT "sku_alias_customer_part_has_company" CHECK (("sku_alias"."kind" = 'customer_part') = ("sku_alias"."company_id" is not null))
);
--> statement-breakpoint
CREATE TABLE "sku_unit" (
	"sku_id" uuid NOT NULL,
	"unit" text NOT NULL,
	"numerator" integer NOT NULL,
	"denominator" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "sku_unit_pkey" PRIMARY KEY("sku_id","unit"),
	CONSTRAINT "sku_unit_numerator_positive" CHECK ("sku_unit"."numerator" >= 1),
	CONSTRAINT "sku_unit_denominator_positive" CHECK ("sku_unit"."denominator" >= 1)
);
--> statement-breakpoint
CREATE TABLE "company" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"tier" text DEFAULT 'bronze' NOT NULL,
	"phone" text DEFAULT '' NOT NULL,
	"currency" char(3) NOT NULL,
	"payment_terms_code" text NOT NULL,
	"credit_limit" bigint,
	"open_receivables" bigint DEFAULT 0 NOT NULL,
	"price_list_id" uuid,
	"sales_rep_id" uuid,
	"requires_po" boolean DEFAULT false NOT NULL,
	"is_imported" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "company_status_known" CHECK ("company"."status" in ('active', 'blocked')),
	CONSTRAINT "company_tier_known" CHECK ("company"."tier" in ('gold', 'silver', 'bronze'))
);
--> statement-breakpoint
CREATE TABLE "company_location" (
	"id" uuid PRIMARY KEY NOT NULL,
	"company_id" uuid NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"address1" text NOT NULL,
	"address2" text DEFAULT '' NOT NULL,
	"city" text NOT NULL,
	"region" text DEFAULT '' NOT NULL,
	"postal_code" text NOT NULL,
	"country" text NOT NULL,
	"latitude" double precision,
	"longitude" double precision,
	"is_default" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "contact" (
	"id" uuid PRIMARY KEY NOT NULL,
	"company_id" uuid NOT NULL,
	"user_id" uuid,
	"name" text NOT NULL,
	"email" text,
	"phone" text DEFAULT '' NOT NULL,
	"role" text DEFAULT 'buyer' NOT NULL,
	"spending_limit" bigint,
	CONSTRAINT "contact_role_known" CHECK ("contact"."role" in ('buyer', 'approver', 'company_admin'))
);
--> statement-breakpoint
CREATE TABLE "payment_terms" (
	"code" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"net_days" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "price_list" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"currency" char(3) NOT NULL,
	"valid_from" date,
	"valid_to" date,
	CONSTRAINT "price_list_code_key" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "price_list_item" (
	"price_list_id" uuid NOT NULL,
	"sku_id" uuid NOT NULL,
	"min_quantity" integer DEFAULT 1 NOT NULL,
	"unit_price_e4" bigint NOT NULL,
	CONSTRAINT "price_list_item_pkey" PRIMARY KEY("price_list_id","sku_id","min_quantity"),
	CONSTRAINT "price_list_item_price_not_negative" CHECK ("price_list_item"."unit_price_e4" >= 0),
	CONSTRAINT "price_list_item_min_quantity_positive" CHECK ("price_list_item"."min_quantity" >= 1)
);
--> statement-breakpoint
CREATE TABLE "exception" (
	"id" uuid PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"state" text NOT NULL,
	"severity" text NOT NULL,
	"cause_key" text NOT NULL,
	"order_id" uuid,
	"order_line_id" uuid,
	"node_id" uuid,
	"sku_id" uuid,
	"sentence" text NOT NULL,
	"detail" jsonb NOT NULL,
	"owner_id" text,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"closed_by" text,
	"resolution" text,
	CONSTRAINT "exception_type_known" CHECK ("exception"."type" in ('address_invalid', 'sku_unknown', 'price_variance', 'duplicate_po', 'credit_hold', 'payment_failed', 'fraud_review', 'inventory_short', 'oversold', 'unfillable', 'node_rejected', 'pick_short', 'pick_overdue', 'pack_mismatch', 'label_failed', 'carrier_missed_pickup', 'in_transit_stalled', 'delivery_failed', 'supply_late', 'promise_at_risk', 'promise_missed', 'cutoff_missed', 'supplier_no_ack', 'edi_rejected', 'integration_failed', 'stock_drift', 'return_overdue', 'return_mismatch', 'refund_failed')),
	CONSTRAINT "exception_state_known" CHECK ("exception"."state" in ('open', 'acknowledged', 'in_progress', 'resolved', 'auto_closed', 'dismissed')),
	CONSTRAINT "exception_severity_known" CHECK ("exception"."severity" in ('low', 'medium', 'high', 'critical'))
);
--> statement-breakpoint
CREATE TABLE "fulfillment_order" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"order_id" uuid NOT NULL,
	"node_id" uuid NOT NULL,
	"state" text NOT NULL,
	"service_code" text NOT NULL,
	"ship_by" date NOT NULL,
	"released_at" timestamp (3) with time zone NOT NULL,
	"accepted_at" timestamp (3) with time zone,
	"picking_at" timestamp (3) with time zone,
	"packed_at" timestamp (3) with time zone,
	"shipped_at" timestamp (3) with time zone,
	"closed_reason" text,
	"closed_note" text,
	"line_count" integer NOT NULL,
	"unit_count" integer NOT NULL,
	CONSTRAINT "fulfillment_order_number_key" UNIQUE("number"),
	CONSTRAINT "fulfillment_order_state_known" CHECK ("fulfillment_order"."state" in ('scheduled', 'open', 'accepted', 'picking', 'packed', 'on_hold', 'shipped', 'rejected', 'cancelled')),
	CONSTRAINT "fulfillment_order_rejected_has_reason" CHECK ("fulfillment_order"."state" <> 'rejected' or "fulfillment_order"."closed_reason" is not null)
);
--> statement-breakpoint
CREATE TABLE "fulfillment_order_line" (
	"id" uuid PRIMARY KEY NOT NULL,
	"fulfillment_order_id" uuid NOT NULL,
	"order_line_id" uuid NOT NULL,
	"allocation_id" uuid NOT NULL,
	"sku_id" uuid NOT NULL,
	"quantity" integer NOT NULL,
	"rejected" integer DEFAULT 0 NOT NULL,
	"picked" integer DEFAULT 0 NOT NULL,
	"packed" integer DEFAULT 0 NOT NULL,
	"shipped" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "fulfillment_order_line_quantity_positive" CHECK ("fulfillment_order_line"."quantity" >= 1),
	CONSTRAINT "fulfillment_order_line_steps_in_order" CHECK ("fulfillment_order_line"."rejected" >= 0 and "fulfillment_order_line"."shipped" >= 0 and "fulfillment_order_line"."shipped" <= "fulfillment_order_line"."packed" and "fulfillment_order_line"."packed" <= "fulfillment_order_line"."picked" and "fulfillment_order_line"."picked" <= "fulfillment_order_line"."quantity" - "fulfillment_order_line"."rejected")
);
--> statement-breakpoint
CREATE TABLE "package_item" (
	"package_id" uuid NOT NULL,
	"fulfillment_order_line_id" uuid NOT NULL,
	"order_line_id" uuid NOT NULL,
	"sku_id" uuid NOT NULL,
	"quantity" integer NOT NULL,
	CONSTRAINT "package_item_quantity_positive" CHECK ("package_item"."quantity" >= 1)
);
--> statement-breakpoint
CREATE TABLE "shipment" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"fulfillment_order_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	"node_id" uuid NOT NULL,
	"state" text NOT NULL,
	"carrier" text NOT NULL,
	"service_code" text NOT NULL,
	"freight_cost" bigint,
	"currency" char(3) NOT NULL,
	"estimated_delivery" date,
	"created_at" timestamp (3) with time zone NOT NULL,
	"shipped_at" timestamp (3) with time zone,
	"delivered_at" timestamp (3) with time zone,
	CONSTRAINT "shipment_number_key" UNIQUE("number"),
	CONSTRAINT "shipment_state_known" CHECK ("shipment"."state" in ('draft', 'labelled', 'manifested', 'shipped', 'delivered', 'voided'))
);
--> statement-breakpoint
CREATE TABLE "package" (
	"id" uuid PRIMARY KEY NOT NULL,
	"shipment_id" uuid NOT NULL,
	"package_number" integer NOT NULL,
	"sscc" text NOT NULL,
	"tracking_number" text,
	"tracking_status" text DEFAULT 'pre_transit' NOT NULL,
	"grams" integer DEFAULT 0 NOT NULL,
	"length_mm" integer,
	"width_mm" integer,
	"height_mm" integer,
	"delivered_at" timestamp (3) with time zone,
	CONSTRAINT "package_sscc_key" UNIQUE("sscc"),
	CONSTRAINT "package_tracking_status_known" CHECK ("package"."tracking_status" in ('pre_transit', 'in_transit', 'out_for_delivery', 'available_for_pickup', 'delivered', 'failed_attempt', 'exception', 'return_to_sender'))
);
--> statement-breakpoint
CREATE TABLE "tracking_event" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "tracking_event_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"package_id" uuid NOT NULL,
	"status" text NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"place" text DEFAULT '' NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"source" text NOT NULL,
	"external_id" text,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "tracking_event_status_known" CHECK ("tracking_event"."status" in ('pre_transit', 'in_transit', 'out_for_delivery', 'available_for_pickup', 'delivered', 'failed_attempt', 'exception', 'return_to_sender'))
);
--> statement-breakpoint
CREATE TABLE "inbound_supply" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"reference" text NOT NULL,
	"supplier" text DEFAULT '' NOT NULL,
	"node_id" uuid NOT NULL,
	"sku_id" uuid NOT NULL,
	"quantity" integer NOT NULL,
	"received" integer DEFAULT 0 NOT NULL,
	"pegged" integer DEFAULT 0 NOT NULL,
	"eta" date NOT NULL,
	"original_eta" date NOT NULL,
	"dock_to_stock_days" integer DEFAULT 1 NOT NULL,
	"confidence" integer DEFAULT 100 NOT NULL,
	"status" text DEFAULT 'open' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "inbound_supply_kind_known" CHECK ("inbound_supply"."kind" in ('purchase_order', 'transfer', 'production')),
	CONSTRAINT "inbound_supply_status_known" CHECK ("inbound_supply"."status" in ('open', 'received', 'cancelled')),
	CONSTRAINT "inbound_supply_quantity_positive" CHECK ("inbound_supply"."quantity" >= 1),
	CONSTRAINT "inbound_supply_received_not_negative" CHECK ("inbound_supply"."received" >= 0),
	CONSTRAINT "inbound_supply_pegged_not_negative" CHECK ("inbound_supply"."pegged" >= 0),
	CONSTRAINT "inbound_supply_pegged_within_open" CHECK ("inbound_supply"."pegged" <= greatest("inbound_supply"."quantity" - "inbound_supply"."received", 0)),
	CONSTRAINT "inbound_supply_confidence_percent" CHECK ("inbound_supply"."confidence" between 0 and 100)
);
--> statement-breakpoint
CREATE TABLE "stock_level" (
	"sku_id" uuid NOT NULL,
	"node_id" uuid NOT NULL,
	"status" text DEFAULT 'sellable' NOT NULL,
	"on_hand" integer DEFAULT 0 NOT NULL,
	"allocated" integer DEFAULT 0 NOT NULL,
	"oversold" integer DEFAULT 0 NOT NULL,
	"safety_stock" integer DEFAULT 0 NOT NULL,
	"bin" text,
	CONSTRAINT "stock_level_pkey" PRIMARY KEY("sku_id","node_id","status"),
	CONSTRAINT "stock_level_status_known" CHECK ("stock_level"."status" in ('sellable', 'damaged', 'quarantine')),
	CONSTRAINT "stock_level_on_hand_not_negative" CHECK ("stock_level"."on_hand" >= 0),
	CONSTRAINT "stock_level_allocated_not_negative" CHECK ("stock_level"."allocated" >= 0),
	CONSTRAINT "stock_level_oversold_not_negative" CHECK ("stock_level"."oversold" >= 0),
	CONSTRAINT "stock_level_safety_not_negative" CHECK ("stock_level"."safety_stock" >= 0),
	CONSTRAINT "stock_level_allocated_within_on_hand" CHECK ("stock_level"."allocated" <= "stock_level"."on_hand" + "stock_level"."oversold"),
	CONSTRAINT "stock_level_only_sellable_is_allocated" CHECK ("stock_level"."status" = 'sellable' or "stock_level"."allocated" = 0)
);
--> statement-breakpoint
CREATE TABLE "stock_movement" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "stock_movement_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"sku_id" uuid NOT NULL,
	"node_id" uuid NOT NULL,
	"status" text DEFAULT 'sellable' NOT NULL,
	"kind" text NOT NULL,
	"on_hand_delta" integer NOT NULL,
	"allocated_delta" integer NOT NULL,
	"cause_kind" text NOT NULL,
	"cause_id" uuid NOT NULL,
	"actor_id" text NOT NULL,
	"reason" text,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "stock_movement_kind_known" CHECK ("stock_movement"."kind" in ('received', 'adjusted', 'allocated', 'deallocated', 'picked_short', 'shipped', 'transferred', 'returned')),
	CONSTRAINT "stock_movement_status_known" CHECK ("stock_movement"."status" in ('sellable', 'damaged', 'quarantine')),
	CONSTRAINT "stock_movement_moves" CHECK ("stock_movement"."on_hand_delta" <> 0 or "stock_movement"."allocated_delta" <> 0),
	CONSTRAINT "stock_movement_adjusted_has_reason" CHECK ("stock_movement"."kind" <> 'adjusted' or "stock_movement"."reason" is not null)
);
--> statement-breakpoint
CREATE TABLE "calendar" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"working_days" integer NOT NULL,
	CONSTRAINT "calendar_code_key" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "calendar_closure" (
	"calendar_id" uuid NOT NULL,
	"closed_on" date NOT NULL,
	"name" text NOT NULL,
	CONSTRAINT "calendar_closure_pkey" PRIMARY KEY("calendar_id","closed_on")
);
--> statement-breakpoint
CREATE TABLE "carrier_service" (
	"code" text PRIMARY KEY NOT NULL,
	"carrier" text NOT NULL,
	"name" text NOT NULL,
	"tariff" jsonb NOT NULL,
	"calendar_id" uuid NOT NULL,
	"tracking_prefix" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "channel" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	CONSTRAINT "channel_code_key" UNIQUE("code"),
	CONSTRAINT "channel_kind_known" CHECK ("channel"."kind" in ('portal', 'phone', 'rep', 'edi', 'csv', 'api', 'webshop', 'marketplace', 'pos'))
);
--> statement-breakpoint
CREATE TABLE "channel_node" (
	"channel_id" uuid NOT NULL,
	"node_id" uuid NOT NULL,
	"buffer_units" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "channel_node_pkey" PRIMARY KEY("channel_id","node_id"),
	CONSTRAINT "channel_node_buffer_not_negative" CHECK ("channel_node"."buffer_units" >= 0)
);
--> statement-breakpoint
CREATE TABLE "node" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"address1" text NOT NULL,
	"city" text NOT NULL,
	"region" text NOT NULL,
	"postal_code" text NOT NULL,
	"country" text NOT NULL,
	"latitude" double precision NOT NULL,
	"longitude" double precision NOT NULL,
	"time_zone" text NOT NULL,
	"calendar_id" uuid NOT NULL,
	"processing_days" integer DEFAULT 0 NOT NULL,
	"daily_capacity_lines" integer,
	"handling_per_order" bigint DEFAULT 0 NOT NULL,
	"handling_per_line" bigint DEFAULT 0 NOT NULL,
	"handling_per_unit" bigint DEFAULT 0 NOT NULL,
	"priority" integer DEFAULT 100 NOT NULL,
	"is_on" boolean DEFAULT true NOT NULL,
	"off_reason" text,
	"off_until" timestamp (3) with time zone,
	CONSTRAINT "node_code_key" UNIQUE("code"),
	CONSTRAINT "node_kind_known" CHECK ("node"."kind" in ('warehouse', 'store', 'third_party', 'dropship_supplier')),
	CONSTRAINT "node_off_has_reason" CHECK ("node"."is_on" or "node"."off_reason" is not null)
);
--> statement-breakpoint
CREATE TABLE "node_capacity_day" (
	"node_id" uuid NOT NULL,
	"day" date NOT NULL,
	"lines_used" integer NOT NULL,
	CONSTRAINT "node_capacity_day_pkey" PRIMARY KEY("node_id","day"),
	CONSTRAINT "node_capacity_day_not_negative" CHECK ("node_capacity_day"."lines_used" >= 0)
);
--> statement-breakpoint
CREATE TABLE "node_cut_off" (
	"node_id" uuid NOT NULL,
	"service_code" text NOT NULL,
	"local_time" time NOT NULL,
	CONSTRAINT "node_cut_off_pkey" PRIMARY KEY("node_id","service_code")
);
--> statement-breakpoint
CREATE TABLE "postal_area" (
	"country" text NOT NULL,
	"prefix" text NOT NULL,
	"latitude" double precision NOT NULL,
	"longitude" double precision NOT NULL,
	CONSTRAINT "postal_area_pkey" PRIMARY KEY("country","prefix")
);
--> statement-breakpoint
CREATE TABLE "hold" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_id" uuid NOT NULL,
	"order_line_id" uuid,
	"fulfillment_order_id" uuid,
	"type" text NOT NULL,
	"reason" text NOT NULL,
	"set_by" text NOT NULL,
	"set_at" timestamp (3) with time zone NOT NULL,
	"released_by" text,
	"released_at" timestamp (3) with time zone,
	"release_reason" text,
	CONSTRAINT "hold_type_known" CHECK ("hold"."type" in ('credit', 'address', 'duplicate_po', 'price_variance', 'payment', 'fraud', 'manual')),
	CONSTRAINT "hold_release_is_whole" CHECK (("hold"."released_at" is null) = ("hold"."released_by" is null))
);
--> statement-breakpoint
CREATE TABLE "import_rejection" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "import_rejection_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"import_run_id" uuid NOT NULL,
	"row_number" integer NOT NULL,
	"reason" text NOT NULL,
	"field" text,
	"message" text NOT NULL,
	"raw" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "import_run" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"file_name" text NOT NULL,
	"file_hash" text NOT NULL,
	"mode" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"report" jsonb,
	"actor_id" text NOT NULL,
	"is_dry_run" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "order_cancellation" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "order_cancellation_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"channel_id" uuid NOT NULL,
	"external_ref" text NOT NULL,
	"line_number" integer NOT NULL,
	"order_line_id" uuid NOT NULL,
	"quantity" integer NOT NULL,
	"cancelled_at" timestamp (3) with time zone NOT NULL,
	"import_run_id" uuid,
	CONSTRAINT "order_cancellation_quantity_positive" CHECK ("order_cancellation"."quantity" >= 1)
);
--> statement-breakpoint
CREATE TABLE "order_draft" (
	"id" uuid PRIMARY KEY NOT NULL,
	"company_id" uuid NOT NULL,
	"owner_id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"content" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"placed_order_id" uuid
);
--> statement-breakpoint
CREATE TABLE "order_line" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_id" uuid NOT NULL,
	"line_number" integer NOT NULL,
	"sku_id" uuid NOT NULL,
	"customer_part" text,
	"description" text NOT NULL,
	"ordered" integer NOT NULL,
	"cancelled" integer DEFAULT 0 NOT NULL,
	"allocated" integer DEFAULT 0 NOT NULL,
	"backordered" integer DEFAULT 0 NOT NULL,
	"released" integer DEFAULT 0 NOT NULL,
	"picked" integer DEFAULT 0 NOT NULL,
	"packed" integer DEFAULT 0 NOT NULL,
	"shipped" integer DEFAULT 0 NOT NULL,
	"delivered" integer DEFAULT 0 NOT NULL,
	"returned" integer DEFAULT 0 NOT NULL,
	"invoiced" integer DEFAULT 0 NOT NULL,
	"unit_price_e4" bigint NOT NULL,
	"price_list_id" uuid,
	"line_total" bigint NOT NULL,
	"requested_date" date,
	"original_promise" date,
	"current_promise" date,
	"promise_state" text DEFAULT 'unknown' NOT NULL,
	CONSTRAINT "order_line_ordered_positive" CHECK ("order_line"."ordered" >= 1),
	CONSTRAINT "order_line_price_not_negative" CHECK ("order_line"."unit_price_e4" >= 0),
	CONSTRAINT "order_line_promise_state_known" CHECK ("order_line"."promise_state" in ('firm', 'expected', 'at_risk', 'missed', 'unknown')),
	CONSTRAINT "order_line_buckets_not_negative" CHECK (least("order_line"."cancelled", "order_line"."allocated", "order_line"."backordered", "order_line"."released", "order_line"."picked", "order_line"."packed", "order_line"."shipped", "order_line"."delivered", "order_line"."returned", "order_line"."invoiced") >= 0),
	CONSTRAINT "order_line_buckets_add_up" CHECK ("order_line"."ordered" - "order_line"."cancelled" = "order_line"."allocated" + "order_line"."backordered" + "order_line"."released" + "order_line"."shipped"),
	CONSTRAINT "order_line_steps_in_order" CHECK ("order_line"."packed" <= "order_line"."picked" and "order_line"."picked" <= "order_line"."released" and "order_line"."delivered" <= "order_line"."shipped" and "order_line"."returned" <= "order_line"."shipped")
);
--> statement-breakpoint
CREATE TABLE "sales_order" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"channel_id" uuid NOT NULL,
	"company_id" uuid NOT NULL,
	"company_location_id" uuid NOT NULL,
	"contact_id" uuid,
	"external_ref" text,
	"customer_po" text,
	"status" text NOT NULL,
	"fulfillment_status" text NOT NULL,
	"payment_status" text NOT NULL,
	"ship_policy" text NOT NULL,
	"service_code" text NOT NULL,
	"requested_date" date,
	"ship_after" date,
	"cancel_after" date,
	"currency" char(3) NOT NULL,
	"subtotal" bigint NOT NULL,
	"placed_at" timestamp (3) with time zone NOT NULL,
	"completed_at" timestamp (3) with time zone,
	"cancelled_at" timestamp (3) with time zone,
	"placed_by" text NOT NULL,
	"on_behalf_of" text,
	"ship_to" jsonb NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"line_count" integer NOT NULL,
	"unit_count" integer NOT NULL,
	"original_promise" date,
	"current_promise" date,
	"promise_state" text DEFAULT 'unknown' NOT NULL,
	"hold_count" integer DEFAULT 0 NOT NULL,
	"open_exception_count" integer DEFAULT 0 NOT NULL,
	"source_hash" text,
	"import_run_id" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "sales_order_number_key" UNIQUE("number"),
	CONSTRAINT "sales_order_status_known" CHECK ("sales_order"."status" in ('draft', 'submitted', 'pending_approval', 'confirmed', 'in_fulfillment', 'completed', 'cancelled', 'rejected', 'expired')),
	CONSTRAINT "sales_order_fulfillment_status_known" CHECK ("sales_order"."fulfillment_status" in ('unallocated', 'backordered', 'partially_allocated', 'allocated', 'released', 'partially_shipped', 'shipped', 'partially_delivered', 'delivered', 'cancelled')),
	CONSTRAINT "sales_order_payment_status_known" CHECK ("sales_order"."payment_status" in ('not_due', 'awaiting', 'authorized', 'partially_paid', 'paid', 'partially_refunded', 'refunded', 'on_terms', 'overdue')),
	CONSTRAINT "sales_order_ship_policy_known" CHECK ("sales_order"."ship_policy" in ('as_available', 'complete')),
	CONSTRAINT "sales_order_promise_state_known" CHECK ("sales_order"."promise_state" in ('firm', 'expected', 'at_risk', 'missed', 'unknown')),
	CONSTRAINT "sales_order_hold_count_not_negative" CHECK ("sales_order"."hold_count" >= 0),
	CONSTRAINT "sales_order_exception_count_not_negative" CHECK ("sales_order"."open_exception_count" >= 0)
);
--> statement-breakpoint
CREATE TABLE "tracking_link" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_id" uuid NOT NULL,
	"token_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "tracking_link_token_hash_key" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "command_log" (
	"command" text NOT NULL,
	"idempotency_key" uuid NOT NULL,
	"actor_id" text NOT NULL,
	"input_hash" text NOT NULL,
	"output" jsonb,
	"executed_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "command_log_pkey" PRIMARY KEY("command","idempotency_key")
);
--> statement-breakpoint
CREATE TABLE "event" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "event_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"type" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"order_id" uuid,
	"actor_id" text NOT NULL,
	"actor_name" text NOT NULL,
	"on_behalf_of" text,
	"reason" text,
	"payload" jsonb NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "event_type_form" CHECK ("event"."type" ~ '^[a-z_]+\.[a-z_]+$')
);
--> statement-breakpoint
CREATE TABLE "job" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "job_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"handler" text NOT NULL,
	"event_id" bigint NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"run_at" timestamp (3) with time zone NOT NULL,
	"last_error" text,
	"is_dead" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mail_message" (
	"id" uuid PRIMARY KEY NOT NULL,
	"template" text NOT NULL,
	"to_address" text NOT NULL,
	"subject" text NOT NULL,
	"html" text NOT NULL,
	"plain_text" text NOT NULL,
	"order_id" uuid,
	"cause_key" text NOT NULL,
	"provider" text NOT NULL,
	"provider_id" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"error" text,
	CONSTRAINT "mail_message_cause_key" UNIQUE("cause_key")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"event_id" bigint PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reference_version" (
	"name" text PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "worker_heartbeat" (
	"worker_id" text PRIMARY KEY NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"beat_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "allocation" ADD CONSTRAINT "allocation_order_line_id_order_line_id_fk" FOREIGN KEY ("order_line_id") REFERENCES "public"."order_line"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "allocation" ADD CONSTRAINT "allocation_sku_id_sku_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."sku"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "allocation" ADD CONSTRAINT "allocation_node_id_node_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."node"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "allocation" ADD CONSTRAINT "allocation_inbound_supply_id_inbound_supply_id_fk" FOREIGN KEY ("inbound_supply_id") REFERENCES "public"."inbound_supply"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sourcing_decision" ADD CONSTRAINT "sourcing_decision_order_id_sales_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."sales_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auth_session" ADD CONSTRAINT "auth_session_user_id_app_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."app_user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_node" ADD CONSTRAINT "user_node_user_id_app_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."app_user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_node" ADD CONSTRAINT "user_node_node_id_node_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."node"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_role" ADD CONSTRAINT "user_role_user_id_app_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."app_user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sku_alias" ADD CONSTRAINT "sku_alias_sku_id_sku_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."sku"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sku_unit" ADD CONSTRAINT "sku_unit_sku_id_sku_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."sku"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "company" ADD CONSTRAINT "company_payment_terms_code_payment_terms_code_fk" FOREIGN KEY ("payment_terms_code") REFERENCES "public"."payment_terms"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "company" ADD CONSTRAINT "company_price_list_id_price_list_id_fk" FOREIGN KEY ("price_list_id") REFERENCES "public"."price_list"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "company" ADD CONSTRAINT "company_sales_rep_id_app_user_id_fk" FOREIGN KEY ("sales_rep_id") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "company_location" ADD CONSTRAINT "company_location_company_id_company_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."company"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact" ADD CONSTRAINT "contact_company_id_company_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."company"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact" ADD CONSTRAINT "contact_user_id_app_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "price_list_item" ADD CONSTRAINT "price_list_item_price_list_id_price_list_id_fk" FOREIGN KEY ("price_list_id") REFERENCES "public"."price_list"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "price_list_item" ADD CONSTRAINT "price_list_item_sku_id_sku_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."sku"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fulfillment_order" ADD CONSTRAINT "fulfillment_order_order_id_sales_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."sales_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fulfillment_order" ADD CONSTRAINT "fulfillment_order_node_id_node_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."node"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fulfillment_order_line" ADD CONSTRAINT "fulfillment_order_line_fulfillment_order_id_fulfillment_order_id_fk" FOREIGN KEY ("fulfillment_order_id") REFERENCES "public"."fulfillment_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fulfillment_order_line" ADD CONSTRAINT "fulfillment_order_line_order_line_id_order_line_id_fk" FOREIGN KEY ("order_line_id") REFERENCES "public"."order_line"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fulfillment_order_line" ADD CONSTRAINT "fulfillment_order_line_allocation_id_allocation_id_fk" FOREIGN KEY ("allocation_id") REFERENCES "public"."allocation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fulfillment_order_line" ADD CONSTRAINT "fulfillment_order_line_sku_id_sku_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."sku"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "package_item" ADD CONSTRAINT "package_item_package_id_package_id_fk" FOREIGN KEY ("package_id") REFERENCES "public"."package"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "package_item" ADD CONSTRAINT "package_item_fulfillment_order_line_id_fulfillment_order_line_id_fk" FOREIGN KEY ("fulfillment_order_line_id") REFERENCES "public"."fulfillment_order_line"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shipment" ADD CONSTRAINT "shipment_fulfillment_order_id_fulfillment_order_id_fk" FOREIGN KEY ("fulfillment_order_id") REFERENCES "public"."fulfillment_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shipment" ADD CONSTRAINT "shipment_order_id_sales_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."sales_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shipment" ADD CONSTRAINT "shipment_node_id_node_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."node"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "package" ADD CONSTRAINT "package_shipment_id_shipment_id_fk" FOREIGN KEY ("shipment_id") REFERENCES "public"."shipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tracking_event" ADD CONSTRAINT "tracking_event_package_id_package_id_fk" FOREIGN KEY ("package_id") REFERENCES "public"."package"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbound_supply" ADD CONSTRAINT "inbound_supply_node_id_node_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."node"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbound_supply" ADD CONSTRAINT "inbound_supply_sku_id_sku_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."sku"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_level" ADD CONSTRAINT "stock_level_sku_id_sku_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."sku"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_level" ADD CONSTRAINT "stock_level_node_id_node_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."node"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calendar_closure" ADD CONSTRAINT "calendar_closure_calendar_id_calendar_id_fk" FOREIGN KEY ("calendar_id") REFERENCES "public"."calendar"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "carrier_service" ADD CONSTRAINT "carrier_service_calendar_id_calendar_id_fk" FOREIGN KEY ("calendar_id") REFERENCES "public"."calendar"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channel_node" ADD CONSTRAINT "channel_node_channel_id_channel_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channel"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channel_node" ADD CONSTRAINT "channel_node_node_id_node_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."node"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "node" ADD CONSTRAINT "node_calendar_id_calendar_id_fk" FOREIGN KEY ("calendar_id") REFERENCES "public"."calendar"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "node_capacity_day" ADD CONSTRAINT "node_capacity_day_node_id_node_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."node"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "node_cut_off" ADD CONSTRAINT "node_cut_off_node_id_node_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."node"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "node_cut_off" ADD CONSTRAINT "node_cut_off_service_code_carrier_service_code_fk" FOREIGN KEY ("service_code") REFERENCES "public"."carrier_service"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hold" ADD CONSTRAINT "hold_order_id_sales_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."sales_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hold" ADD CONSTRAINT "hold_order_line_id_order_line_id_fk" FOREIGN KEY ("order_line_id") REFERENCES "public"."order_line"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_rejection" ADD CONSTRAINT "import_rejection_import_run_id_import_run_id_fk" FOREIGN KEY ("import_run_id") REFERENCES "public"."import_run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_cancellation" ADD CONSTRAINT "order_cancellation_order_line_id_order_line_id_fk" FOREIGN KEY ("order_line_id") REFERENCES "public"."order_line"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_draft" ADD CONSTRAINT "order_draft_company_id_company_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."company"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_draft" ADD CONSTRAINT "order_draft_owner_id_app_user_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_draft" ADD CONSTRAINT "order_draft_channel_id_channel_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channel"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_line" ADD CONSTRAINT "order_line_order_id_sales_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."sales_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_line" ADD CONSTRAINT "order_line_sku_id_sku_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."sku"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sales_order" ADD CONSTRAINT "sales_order_channel_id_channel_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channel"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sales_order" ADD CONSTRAINT "sales_order_company_id_company_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."company"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sales_order" ADD CONSTRAINT "sales_order_company_location_id_company_location_id_fk" FOREIGN KEY ("company_location_id") REFERENCES "public"."company_location"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sales_order" ADD CONSTRAINT "sales_order_contact_id_contact_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contact"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tracking_link" ADD CONSTRAINT "tracking_link_order_id_sales_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."sales_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "allocation_order_idx" ON "allocation" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "allocation_line_idx" ON "allocation" USING btree ("order_line_id");--> statement-breakpoint
CREATE INDEX "allocation_due_idx" ON "allocation" USING btree ("ship_date","order_id") WHERE "allocation"."state" = 'allocated';--> statement-breakpoint
CREATE INDEX "allocation_position_idx" ON "allocation" USING btree ("sku_id","node_id") WHERE "allocation"."state" in ('allocated', 'released');--> statement-breakpoint
CREATE INDEX "allocation_inbound_idx" ON "allocation" USING btree ("inbound_supply_id","delivery_date") WHERE "allocation"."state" = 'promised';--> statement-breakpoint
CREATE INDEX "allocation_fulfillment_order_idx" ON "allocation" USING btree ("fulfillment_order_id");--> statement-breakpoint
CREATE INDEX "sourcing_decision_order_idx" ON "sourcing_decision" USING btree ("order_id","decided_at");--> statement-breakpoint
CREATE UNIQUE INDEX "sourcing_profile_version_key" ON "sourcing_profile" USING btree ("ref","version");--> statement-breakpoint
CREATE UNIQUE INDEX "sourcing_profile_one_active" ON "sourcing_profile" USING btree ("ref") WHERE "sourcing_profile"."status" = 'active';--> statement-breakpoint
CREATE UNIQUE INDEX "api_key_secret_hash_key" ON "api_key" USING btree ("secret_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "app_user_email_key" ON "app_user" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "auth_session_user_idx" ON "auth_session" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "sku_code_key" ON "sku" USING btree (upper("code"));--> statement-breakpoint
CREATE INDEX "sku_name_trgm_idx" ON "sku" USING gin ("name" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "sku_code_trgm_idx" ON "sku" USING gin ("code" gin_trgm_ops);--> statement-breakpoint
CREATE UNIQUE INDEX "sku_alias_code_key" ON "sku_alias" USING btree (upper("code"),coalesce("company_id", '00000000-0000-0000-0000-000000000000'));--> statement-breakpoint
CREATE INDEX "sku_alias_sku_idx" ON "sku_alias" USING btree ("sku_id");--> statement-breakpoint
CREATE UNIQUE INDEX "company_code_key" ON "company" USING btree (upper("code"));--> statement-breakpoint
CREATE INDEX "company_name_trgm_idx" ON "company" USING gin ("name" gin_trgm_ops);--> statement-breakpoint
CREATE UNIQUE INDEX "company_location_code_key" ON "company_location" USING btree ("company_id","code");--> statement-breakpoint
CREATE UNIQUE INDEX "company_location_one_default" ON "company_location" USING btree ("company_id") WHERE "company_location"."is_default";--> statement-breakpoint
CREATE INDEX "contact_company_idx" ON "contact" USING btree ("company_id");--> statement-breakpoint
CREATE UNIQUE INDEX "contact_user_key" ON "contact" USING btree ("user_id") WHERE "contact"."user_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "exception_one_open_per_cause" ON "exception" USING btree ("type","cause_key") WHERE "exception"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "exception_open_idx" ON "exception" USING btree ("opened_at") WHERE "exception"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "exception_order_idx" ON "exception" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "fulfillment_order_order_idx" ON "fulfillment_order" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "fulfillment_order_work_idx" ON "fulfillment_order" USING btree ("node_id","ship_by","id") WHERE "fulfillment_order"."state" in ('open', 'accepted', 'picking', 'packed', 'on_hold');--> statement-breakpoint
CREATE INDEX "fulfillment_order_line_fo_idx" ON "fulfillment_order_line" USING btree ("fulfillment_order_id");--> statement-breakpoint
CREATE INDEX "fulfillment_order_line_order_line_idx" ON "fulfillment_order_line" USING btree ("order_line_id");--> statement-breakpoint
CREATE UNIQUE INDEX "fulfillment_order_line_allocation_key" ON "fulfillment_order_line" USING btree ("allocation_id");--> statement-breakpoint
CREATE UNIQUE INDEX "package_item_key" ON "package_item" USING btree ("package_id","fulfillment_order_line_id");--> statement-breakpoint
CREATE INDEX "package_item_fo_line_idx" ON "package_item" USING btree ("fulfillment_order_line_id");--> statement-breakpoint
CREATE INDEX "shipment_order_idx" ON "shipment" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "shipment_fulfillment_order_idx" ON "shipment" USING btree ("fulfillment_order_id");--> statement-breakpoint
CREATE INDEX "shipment_created_idx" ON "shipment" USING btree ("created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "package_number_key" ON "package" USING btree ("shipment_id","package_number");--> statement-breakpoint
CREATE UNIQUE INDEX "package_tracking_number_key" ON "package" USING btree (upper("tracking_number")) WHERE "package"."tracking_number" is not null;--> statement-breakpoint
CREATE INDEX "tracking_event_package_idx" ON "tracking_event" USING btree ("package_id","occurred_at");--> statement-breakpoint
CREATE UNIQUE INDEX "tracking_event_external_key" ON "tracking_event" USING btree ("source","external_id") WHERE "tracking_event"."external_id" is not null;--> statement-breakpoint
CREATE INDEX "inbound_supply_open_idx" ON "inbound_supply" USING btree ("sku_id","eta") WHERE "inbound_supply"."status" = 'open';--> statement-breakpoint
CREATE INDEX "stock_level_node_idx" ON "stock_level" USING btree ("node_id","sku_id");--> statement-breakpoint
CREATE INDEX "stock_movement_position_idx" ON "stock_movement" USING btree ("sku_id","node_id","id");--> statement-breakpoint
CREATE INDEX "stock_movement_cause_idx" ON "stock_movement" USING btree ("cause_id");--> statement-breakpoint
CREATE INDEX "hold_order_idx" ON "hold" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "hold_open_idx" ON "hold" USING btree ("type") WHERE "hold"."released_at" is null;--> statement-breakpoint
CREATE INDEX "import_rejection_run_idx" ON "import_rejection" USING btree ("import_run_id","reason");--> statement-breakpoint
CREATE INDEX "import_run_started_idx" ON "import_run" USING btree ("started_at" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "order_cancellation_key" ON "order_cancellation" USING btree ("channel_id","external_ref","line_number","order_line_id");--> statement-breakpoint
CREATE INDEX "order_cancellation_line_idx" ON "order_cancellation" USING btree ("order_line_id");--> statement-breakpoint
CREATE INDEX "order_draft_owner_idx" ON "order_draft" USING btree ("owner_id","updated_at" DESC NULLS LAST) WHERE "order_draft"."placed_order_id" is null;--> statement-breakpoint
CREATE INDEX "order_draft_company_idx" ON "order_draft" USING btree ("company_id") WHERE "order_draft"."placed_order_id" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "order_line_number_key" ON "order_line" USING btree ("order_id","line_number");--> statement-breakpoint
CREATE INDEX "order_line_sku_idx" ON "order_line" USING btree ("sku_id");--> statement-breakpoint
CREATE INDEX "order_line_backordered_idx" ON "order_line" USING btree ("sku_id","order_id") WHERE "order_line"."backordered" > 0;--> statement-breakpoint
CREATE UNIQUE INDEX "sales_order_external_ref_key" ON "sales_order" USING btree ("channel_id","external_ref") WHERE "sales_order"."external_ref" is not null;--> statement-breakpoint
CREATE INDEX "sales_order_placed_idx" ON "sales_order" USING btree ("placed_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "sales_order_company_idx" ON "sales_order" USING btree ("company_id","placed_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "sales_order_open_idx" ON "sales_order" USING btree ("current_promise","id") WHERE "sales_order"."status" in ('submitted', 'pending_approval', 'confirmed', 'in_fulfillment');--> statement-breakpoint
CREATE INDEX "sales_order_exposure_idx" ON "sales_order" USING btree ("company_id") WHERE "sales_order"."status" in ('submitted', 'pending_approval', 'confirmed', 'in_fulfillment');--> statement-breakpoint
CREATE INDEX "sales_order_fulfillment_idx" ON "sales_order" USING btree ("fulfillment_status","placed_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "sales_order_number_prefix_idx" ON "sales_order" USING btree (upper("number") text_pattern_ops);--> statement-breakpoint
CREATE INDEX "sales_order_po_prefix_idx" ON "sales_order" USING btree (upper("customer_po") text_pattern_ops);--> statement-breakpoint
CREATE INDEX "sales_order_external_prefix_idx" ON "sales_order" USING btree (upper("external_ref") text_pattern_ops);--> statement-breakpoint
CREATE INDEX "sales_order_held_idx" ON "sales_order" USING btree ("placed_at") WHERE "sales_order"."hold_count" > 0;--> statement-breakpoint
CREATE INDEX "sales_order_excepted_idx" ON "sales_order" USING btree ("placed_at") WHERE "sales_order"."open_exception_count" > 0;--> statement-breakpoint
CREATE INDEX "tracking_link_order_idx" ON "tracking_link" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "event_order_idx" ON "event" USING btree ("order_id","id") WHERE order_id is not null;--> statement-breakpoint
CREATE INDEX "event_subject_idx" ON "event" USING btree ("subject_id","id");--> statement-breakpoint
CREATE INDEX "event_type_idx" ON "event" USING btree ("type","occurred_at");--> statement-breakpoint
CREATE UNIQUE INDEX "job_event_handler_key" ON "job" USING btree ("event_id","handler");--> statement-breakpoint
CREATE INDEX "job_due_idx" ON "job" USING btree ("run_at") WHERE not is_dead;--> statement-breakpoint
CREATE INDEX "mail_message_created_idx" ON "mail_message" USING btree ("created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "mail_message_order_idx" ON "mail_message" USING btree ("order_id");