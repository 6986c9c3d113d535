CREATE TABLE "disruption" (
	"id" uuid PRIMARY KEY NOT NULL,
	"scope" text NOT NULL,
	"country" text,
	"region" text,
	"postal_prefix" text,
	"node_id" uuid,
	"service_code" text,
	"carrier" text,
	"from_day" date NOT NULL,
	"until_day" date NOT NULL,
	"delay_days" integer,
	"reason" text NOT NULL,
	"opened_by" text NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"withdrawn_at" timestamp (3) with time zone,
	CONSTRAINT "disruption_scope_known" CHECK ("disruption"."scope" in ('area', 'node', 'service')),
	CONSTRAINT "disruption_delays_at_least_a_day" CHECK ("disruption"."delay_days" >= 1),
	CONSTRAINT "disruption_ends_after_it_begins" CHECK ("disruption"."until_day" >= "disruption"."from_day"),
	CONSTRAINT "disruption_is_somewhere" CHECK (case "disruption"."scope" when 'area' then "disruption"."country" is not null
        when 'node' then "disruption"."node_id" is not null
        else num_nonnulls("disruption"."service_code", "disruption"."carrier") = 1 end)
);
--> statement-breakpoint
ALTER TABLE "allocation" ADD COLUMN "undisrupted_ship_date" date;--> statement-breakpoint
ALTER TABLE "allocation" ADD COLUMN "undisrupted_delivery_date" date;--> statement-breakpoint
ALTER TABLE "disruption" ADD CONSTRAINT "disruption_node_id_node_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."node"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disruption" ADD CONSTRAINT "disruption_service_code_carrier_service_code_fk" FOREIGN KEY ("service_code") REFERENCES "public"."carrier_service"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE TRIGGER disruption_bumps AFTER INSERT OR UPDATE OR DELETE ON disruption
  FOR EACH STATEMENT EXECUTE FUNCTION bump_network_version();
