CREATE TABLE "kit_component" (
	"kit_sku_id" uuid NOT NULL,
	"component_sku_id" uuid NOT NULL,
	"quantity" integer NOT NULL,
	"position" integer NOT NULL,
	CONSTRAINT "kit_component_pkey" PRIMARY KEY("kit_sku_id","component_sku_id"),
	CONSTRAINT "kit_component_quantity_positive" CHECK ("kit_component"."quantity" >= 1),
	CONSTRAINT "kit_component_position_positive" CHECK ("kit_component"."position" >= 1),
	CONSTRAINT "kit_component_is_another_sku" CHECK ("kit_component"."kit_sku_id" <> "kit_component"."component_sku_id")
);
--> statement-breakpoint
ALTER TABLE "order_line" ADD COLUMN "kit_sku_id" uuid;--> statement-breakpoint
ALTER TABLE "order_line" ADD COLUMN "kit_group" integer;--> statement-breakpoint
ALTER TABLE "order_line" ADD COLUMN "kit_quantity" integer;--> statement-breakpoint
ALTER TABLE "order_line" ADD COLUMN "kit_unit_price_e4" bigint;--> statement-breakpoint
ALTER TABLE "order_line" ADD COLUMN "kit_customer_part" text;--> statement-breakpoint
ALTER TABLE "kit_component" ADD CONSTRAINT "kit_component_kit_sku_id_sku_id_fk" FOREIGN KEY ("kit_sku_id") REFERENCES "public"."sku"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kit_component" ADD CONSTRAINT "kit_component_component_sku_id_sku_id_fk" FOREIGN KEY ("component_sku_id") REFERENCES "public"."sku"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "kit_component_component_idx" ON "kit_component" USING btree ("component_sku_id");--> statement-breakpoint
ALTER TABLE "order_line" ADD CONSTRAINT "order_line_kit_sku_id_sku_id_fk" FOREIGN KEY ("kit_sku_id") REFERENCES "public"."sku"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_line" ADD CONSTRAINT "order_line_kit_is_whole" CHECK (num_nonnulls("order_line"."kit_sku_id", "order_line"."kit_group", "order_line"."kit_quantity", "order_line"."kit_unit_price_e4") in (0, 4) and ("order_line"."kit_customer_part" is null or "order_line"."kit_sku_id" is not null));--> statement-breakpoint
ALTER TABLE "order_line" ADD CONSTRAINT "order_line_kit_counts_whole_kits" CHECK ("order_line"."kit_quantity" is null or ("order_line"."kit_quantity" >= 1 and "order_line"."ordered" % "order_line"."kit_quantity" = 0));