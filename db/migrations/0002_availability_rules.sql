CREATE TABLE "availability_rule" (
	"rule_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"position" integer NOT NULL,
	"channel_id" uuid,
	"node_id" uuid,
	"node_kind" text,
	"category" text,
	"sku_id" uuid,
	"effect" text NOT NULL,
	"amount" integer NOT NULL,
	"at_least" integer,
	"at_most" integer,
	"starts_at" timestamp (3) with time zone,
	"ends_at" timestamp (3) with time zone,
	"note" text NOT NULL,
	"saved_by" text NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	"retired_by" text,
	"retired_at" timestamp (3) with time zone,
	CONSTRAINT "availability_rule_pkey" PRIMARY KEY("rule_id","version"),
	CONSTRAINT "availability_rule_effect_known" CHECK ("availability_rule"."effect" in ('exclude', 'hold_units', 'hold_percent', 'cap_units')),
	CONSTRAINT "availability_rule_amount_not_negative" CHECK ("availability_rule"."amount" >= 0),
	CONSTRAINT "availability_rule_percent" CHECK ("availability_rule"."effect" <> 'hold_percent' or "availability_rule"."amount" <= 100),
	CONSTRAINT "availability_rule_bounds_in_order" CHECK (coalesce("availability_rule"."at_least", 0) between 0 and coalesce("availability_rule"."at_most", 2147483647)),
	CONSTRAINT "availability_rule_schedule_in_order" CHECK ("availability_rule"."starts_at" < "availability_rule"."ends_at")
);
--> statement-breakpoint
ALTER TABLE "availability_rule" ADD CONSTRAINT "availability_rule_channel_id_channel_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channel"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "availability_rule" ADD CONSTRAINT "availability_rule_node_id_node_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."node"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "availability_rule" ADD CONSTRAINT "availability_rule_sku_id_sku_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."sku"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "availability_rule_one_stands" ON "availability_rule" USING btree ("rule_id") WHERE "availability_rule"."retired_at" is null;--> statement-breakpoint
CREATE TRIGGER availability_rule_bumps AFTER INSERT OR UPDATE OR DELETE ON availability_rule
  FOR EACH STATEMENT EXECUTE FUNCTION bump_network_version();
--> statement-breakpoint
CREATE TRIGGER sku_category_bumps AFTER INSERT OR DELETE OR UPDATE OF category ON sku
  FOR EACH STATEMENT EXECUTE FUNCTION bump_network_version();
