ALTER TABLE "company_location" ADD COLUMN "is_residential" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "carrier_service" ADD COLUMN "refuses_residential" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "carrier_service" ADD COLUMN "refuses_post_box" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "carrier_service" ADD COLUMN "from_grams" integer;--> statement-breakpoint
ALTER TABLE "carrier_service" ADD COLUMN "up_to_grams" integer;--> statement-breakpoint
ALTER TABLE "carrier_service" ADD COLUMN "retired_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "carrier_service" ADD CONSTRAINT "carrier_service_from_grams_positive" CHECK ("carrier_service"."from_grams" >= 1);--> statement-breakpoint
ALTER TABLE "carrier_service" ADD CONSTRAINT "carrier_service_weights_in_order" CHECK ("carrier_service"."up_to_grams" >= coalesce("carrier_service"."from_grams", 1));