CREATE TABLE "reservation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_kind" text NOT NULL,
	"owner_ref" text NOT NULL,
	"company_id" uuid,
	"channel_id" uuid NOT NULL,
	"sku_id" uuid NOT NULL,
	"node_id" uuid NOT NULL,
	"quantity" integer NOT NULL,
	"state" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"order_id" uuid,
	CONSTRAINT "reservation_owner_known" CHECK ("reservation"."owner_kind" in ('cart', 'quote', 'order')),
	CONSTRAINT "reservation_state_known" CHECK ("reservation"."state" in ('active', 'converted', 'released', 'expired')),
	CONSTRAINT "reservation_quantity_positive" CHECK ("reservation"."quantity" >= 1),
	CONSTRAINT "reservation_ended_at_its_end" CHECK (("reservation"."state" = 'active') = ("reservation"."ended_at" is null)),
	CONSTRAINT "reservation_converted_has_order" CHECK (("reservation"."state" = 'converted') = ("reservation"."order_id" is not null))
);
--> statement-breakpoint
ALTER TABLE "reservation" ADD CONSTRAINT "reservation_company_id_company_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."company"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reservation" ADD CONSTRAINT "reservation_channel_id_channel_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channel"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reservation" ADD CONSTRAINT "reservation_sku_id_sku_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."sku"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reservation" ADD CONSTRAINT "reservation_node_id_node_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."node"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "reservation_position_idx" ON "reservation" USING btree ("sku_id","node_id") WHERE "reservation"."state" = 'active';--> statement-breakpoint
CREATE INDEX "reservation_owner_idx" ON "reservation" USING btree ("owner_ref","owner_kind");--> statement-breakpoint
CREATE INDEX "reservation_expiry_idx" ON "reservation" USING btree ("expires_at") WHERE "reservation"."state" = 'active';