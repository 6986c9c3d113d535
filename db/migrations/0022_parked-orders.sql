CREATE SEQUENCE "public"."parked_order_number" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1001 CACHE 1;--> statement-breakpoint
CREATE TABLE "parked_order" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"channel_id" uuid NOT NULL,
	"company_id" uuid,
	"external_ref" text,
	"customer_po" text,
	"content" jsonb NOT NULL,
	"faults" jsonb NOT NULL,
	"state" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"received_from" text NOT NULL,
	"order_id" uuid,
	"closed_at" timestamp (3) with time zone,
	"closed_by" text,
	"close_reason" text,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "parked_order_number_key" UNIQUE("number"),
	CONSTRAINT "parked_order_state_known" CHECK ("parked_order"."state" in ('parked', 'placed', 'discarded')),
	CONSTRAINT "parked_order_placed_has_its_order" CHECK (("parked_order"."state" = 'placed') = ("parked_order"."order_id" is not null)),
	CONSTRAINT "parked_order_close_is_whole" CHECK (("parked_order"."state" = 'parked') = ("parked_order"."closed_at" is null)),
	CONSTRAINT "parked_order_version_positive" CHECK ("parked_order"."version" >= 1)
);
--> statement-breakpoint
ALTER TABLE "parked_order" ADD CONSTRAINT "parked_order_channel_id_channel_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channel"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "parked_order" ADD CONSTRAINT "parked_order_company_id_company_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."company"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "parked_order" ADD CONSTRAINT "parked_order_order_id_sales_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."sales_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "parked_order_external_ref_key" ON "parked_order" USING btree ("channel_id","external_ref") WHERE "parked_order"."state" = 'parked' and "parked_order"."external_ref" is not null;--> statement-breakpoint
CREATE INDEX "parked_order_state_idx" ON "parked_order" USING btree ("state","received_at","id");