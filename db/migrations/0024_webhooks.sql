CREATE TABLE "webhook_attempt" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "webhook_attempt_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"message_id" uuid NOT NULL,
	"attempt" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"status" integer,
	"error" text,
	"response" text NOT NULL,
	"took_ms" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "webhook_held" (
	"sku_id" uuid PRIMARY KEY NOT NULL,
	"units" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "webhook_message" (
	"id" uuid PRIMARY KEY NOT NULL,
	"place" bigint GENERATED ALWAYS AS IDENTITY (sequence name "webhook_message_place_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"subscription_id" uuid NOT NULL,
	"type" text NOT NULL,
	"subject" text NOT NULL,
	"body" text NOT NULL,
	"state" text NOT NULL,
	"attempts" integer NOT NULL,
	"next_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "webhook_message_state_known" CHECK ("webhook_message"."state" in ('pending', 'delivered', 'dead')),
	CONSTRAINT "webhook_message_settled" CHECK (("webhook_message"."state" = 'pending') = ("webhook_message"."settled_at" is null))
);
--> statement-breakpoint
CREATE TABLE "webhook_subscription" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"url" text NOT NULL,
	"event_types" text[] NOT NULL,
	"channel_id" uuid,
	"sku_ids" uuid[] NOT NULL,
	"low_threshold" integer,
	"is_on" boolean NOT NULL,
	"off_reason" text,
	"secret" text NOT NULL,
	"previous_secret" text,
	"previous_until" timestamp (3) with time zone,
	"baseline_at" timestamp (3) with time zone,
	"owner_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"version" integer NOT NULL,
	CONSTRAINT "webhook_subscription_low_positive" CHECK ("webhook_subscription"."low_threshold" >= 1),
	CONSTRAINT "webhook_subscription_tells_something" CHECK (cardinality("webhook_subscription"."event_types") > 0),
	CONSTRAINT "webhook_subscription_previous_ends" CHECK (("webhook_subscription"."previous_secret" is null) = ("webhook_subscription"."previous_until" is null))
);
--> statement-breakpoint
CREATE TABLE "webhook_told" (
	"subscription_id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"sku_id" uuid NOT NULL,
	"quantity" integer NOT NULL,
	"told_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "webhook_told_pkey" PRIMARY KEY("subscription_id","channel_id","sku_id"),
	CONSTRAINT "webhook_told_not_negative" CHECK ("webhook_told"."quantity" >= 0)
);
--> statement-breakpoint
CREATE TABLE "webhook_watch" (
	"name" text PRIMARY KEY NOT NULL,
	"snapshot" text NOT NULL,
	"network_version" bigint NOT NULL,
	"looked_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "webhook_watch_one_row" CHECK ("webhook_watch"."name" = 'availability')
);
--> statement-breakpoint
ALTER TABLE "webhook_attempt" ADD CONSTRAINT "webhook_attempt_message_id_webhook_message_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."webhook_message"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_held" ADD CONSTRAINT "webhook_held_sku_id_sku_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."sku"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_message" ADD CONSTRAINT "webhook_message_subscription_id_webhook_subscription_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "public"."webhook_subscription"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_subscription" ADD CONSTRAINT "webhook_subscription_channel_id_channel_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channel"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_told" ADD CONSTRAINT "webhook_told_subscription_id_webhook_subscription_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "public"."webhook_subscription"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_told" ADD CONSTRAINT "webhook_told_channel_id_channel_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channel"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_told" ADD CONSTRAINT "webhook_told_sku_id_sku_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."sku"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "webhook_attempt_message_idx" ON "webhook_attempt" USING btree ("message_id","id");--> statement-breakpoint
CREATE INDEX "webhook_message_queue_idx" ON "webhook_message" USING btree ("subscription_id","place");--> statement-breakpoint
CREATE INDEX "webhook_message_subject_idx" ON "webhook_message" USING btree ("subscription_id","subject","place") WHERE "webhook_message"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "webhook_message_due_idx" ON "webhook_message" USING btree ("next_at") WHERE "webhook_message"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "stock_movement_xid_idx" ON "stock_movement" USING btree ("xid");--> statement-breakpoint
INSERT INTO "webhook_watch" ("name", "snapshot", "network_version", "looked_at") VALUES ('availability', pg_current_snapshot()::text, 0, now());
