CREATE TABLE "sellable_run" (
	"run" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "sellable_run_run_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"channel_id" uuid NOT NULL,
	"skus" integer NOT NULL,
	"changed" integer NOT NULL,
	"actor_id" text NOT NULL,
	"sent_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sellable_sent" (
	"channel_id" uuid NOT NULL,
	"sku_id" uuid NOT NULL,
	"quantity" integer NOT NULL,
	"run" bigint NOT NULL,
	"sent_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sellable_sent_pkey" PRIMARY KEY("channel_id","sku_id"),
	CONSTRAINT "sellable_sent_not_negative" CHECK ("sellable_sent"."quantity" >= 0)
);
--> statement-breakpoint
ALTER TABLE "stock_movement" ADD COLUMN "xid" "xid8" DEFAULT pg_current_xact_id();--> statement-breakpoint
ALTER TABLE "sellable_run" ADD CONSTRAINT "sellable_run_channel_id_channel_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channel"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sellable_sent" ADD CONSTRAINT "sellable_sent_channel_id_channel_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channel"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sellable_sent" ADD CONSTRAINT "sellable_sent_sku_id_sku_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."sku"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sellable_sent" ADD CONSTRAINT "sellable_sent_run_sellable_run_run_fk" FOREIGN KEY ("run") REFERENCES "public"."sellable_run"("run") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "sellable_run_channel_idx" ON "sellable_run" USING btree ("channel_id","run");--> statement-breakpoint
CREATE INDEX "sellable_sent_run_idx" ON "sellable_sent" USING btree ("channel_id","run");--> statement-breakpoint
CREATE INDEX "stock_movement_news_idx" ON "stock_movement" USING btree ("sku_id","xid");--> statement-breakpoint
-- Safety stock changes without a movement: copies of positions are counted out of date with the rest.
CREATE TRIGGER stock_level_safety_bumps AFTER UPDATE OF safety_stock ON stock_level
  FOR EACH STATEMENT EXECUTE FUNCTION bump_network_version();
