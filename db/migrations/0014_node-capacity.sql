CREATE TABLE "node_measure" (
	"node_id" uuid NOT NULL,
	"measured_at" timestamp (3) with time zone NOT NULL,
	"processing_days" integer,
	"shipments" integer NOT NULL,
	"units_per_day" double precision NOT NULL,
	"open_units" integer NOT NULL,
	CONSTRAINT "node_measure_pkey" PRIMARY KEY("node_id")
);
--> statement-breakpoint
CREATE TABLE "node_service" (
	"node_id" uuid NOT NULL,
	"service_code" text NOT NULL,
	"is_on" boolean NOT NULL,
	"reason" text NOT NULL,
	"ends_at" timestamp (3) with time zone,
	CONSTRAINT "node_service_pkey" PRIMARY KEY("node_id","service_code")
);
--> statement-breakpoint
ALTER TABLE "sourcing_decision" DROP CONSTRAINT "sourcing_decision_trigger_known";--> statement-breakpoint
ALTER TABLE "node" ADD COLUMN "processing_mode" text DEFAULT 'configured' NOT NULL;--> statement-breakpoint
ALTER TABLE "node" ADD COLUMN "measured_over_days" integer DEFAULT 28 NOT NULL;--> statement-breakpoint
ALTER TABLE "node" ADD COLUMN "daily_capacity_orders" integer;--> statement-breakpoint
ALTER TABLE "node" ADD COLUMN "daily_capacity_units" integer;--> statement-breakpoint
ALTER TABLE "node_capacity_day" ADD COLUMN "orders_used" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "node_capacity_day" ADD COLUMN "units_used" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "node_measure" ADD CONSTRAINT "node_measure_node_id_node_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."node"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "node_service" ADD CONSTRAINT "node_service_node_id_node_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."node"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "node_service" ADD CONSTRAINT "node_service_service_code_carrier_service_code_fk" FOREIGN KEY ("service_code") REFERENCES "public"."carrier_service"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "allocation_day_idx" ON "allocation" USING btree ("node_id","ship_date") WHERE "allocation"."state" in ('promised', 'allocated', 'released', 'consumed');--> statement-breakpoint
ALTER TABLE "sourcing_decision" ADD CONSTRAINT "sourcing_decision_trigger_known" CHECK ("sourcing_decision"."trigger" in ('placed', 'node_rejected', 'supply_received', 'supply_lost', 'stock_found', 'stock_lost', 'horizon_reached', 'node_off', 'manual'));--> statement-breakpoint
ALTER TABLE "node" ADD CONSTRAINT "node_processing_mode_known" CHECK ("node"."processing_mode" in ('configured', 'measured'));--> statement-breakpoint
ALTER TABLE "node" ADD CONSTRAINT "node_measured_over_days_sane" CHECK ("node"."measured_over_days" between 1 and 365);--> statement-breakpoint
ALTER TABLE "node" ADD CONSTRAINT "node_capacity_orders_not_negative" CHECK ("node"."daily_capacity_orders" >= 0);--> statement-breakpoint
ALTER TABLE "node" ADD CONSTRAINT "node_capacity_lines_not_negative" CHECK ("node"."daily_capacity_lines" >= 0);--> statement-breakpoint
ALTER TABLE "node" ADD CONSTRAINT "node_capacity_units_not_negative" CHECK ("node"."daily_capacity_units" >= 0);--> statement-breakpoint
ALTER TABLE "node_capacity_day" ADD CONSTRAINT "node_capacity_day_orders_not_negative" CHECK ("node_capacity_day"."orders_used" >= 0);--> statement-breakpoint
ALTER TABLE "node_capacity_day" ADD CONSTRAINT "node_capacity_day_units_not_negative" CHECK ("node_capacity_day"."units_used" >= 0);--> statement-breakpoint
CREATE TRIGGER node_service_bumps AFTER INSERT OR UPDATE OR DELETE ON node_service
  FOR EACH STATEMENT EXECUTE FUNCTION bump_network_version();
--> statement-breakpoint
CREATE TRIGGER node_measure_bumps AFTER INSERT OR UPDATE OR DELETE ON node_measure
  FOR EACH STATEMENT EXECUTE FUNCTION bump_network_version();
--> statement-breakpoint
-- Days were counted in lines only: what is planned on them says how many units that is.
UPDATE node_capacity_day c SET units_used = a.units
FROM (
  SELECT node_id, ship_date, sum(quantity)::int AS units FROM allocation
  WHERE state IN ('promised', 'allocated', 'released', 'consumed') GROUP BY node_id, ship_date) a
WHERE a.node_id = c.node_id AND a.ship_date = c.day;
