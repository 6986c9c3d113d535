CREATE TABLE "substitute_consent" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_id" uuid NOT NULL,
	"state" text NOT NULL,
	"exception_id" uuid,
	"token_hash" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"asked_by" text NOT NULL,
	"answer_by" timestamp (3) with time zone NOT NULL,
	"answered_at" timestamp (3) with time zone,
	"answered_by" text,
	CONSTRAINT "substitute_consent_state_known" CHECK ("substitute_consent"."state" in ('asked', 'accepted', 'declined', 'withdrawn', 'lapsed')),
	CONSTRAINT "substitute_consent_answer_is_whole" CHECK (("substitute_consent"."state" = 'asked') = ("substitute_consent"."answered_at" is null) and num_nonnulls("substitute_consent"."answered_at", "substitute_consent"."answered_by") in (0, 2))
);
--> statement-breakpoint
CREATE TABLE "substitute_consent_line" (
	"consent_id" uuid NOT NULL,
	"order_line_id" uuid NOT NULL,
	"asked_units" integer NOT NULL,
	"sku_id" uuid NOT NULL,
	"units" integer NOT NULL,
	"unit_price_e4" bigint NOT NULL,
	"more_minor" bigint NOT NULL,
	"arrives_on" date NOT NULL,
	CONSTRAINT "substitute_consent_line_pkey" PRIMARY KEY("consent_id","order_line_id"),
	CONSTRAINT "substitute_consent_line_asked_positive" CHECK ("substitute_consent_line"."asked_units" >= 1),
	CONSTRAINT "substitute_consent_line_units_positive" CHECK ("substitute_consent_line"."units" >= 1),
	CONSTRAINT "substitute_consent_line_price_not_negative" CHECK ("substitute_consent_line"."unit_price_e4" >= 0)
);
--> statement-breakpoint
ALTER TABLE "exception_playbook" DROP CONSTRAINT "exception_playbook_kind_known";--> statement-breakpoint
ALTER TABLE "substitute_consent" ADD CONSTRAINT "substitute_consent_order_id_sales_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."sales_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "substitute_consent" ADD CONSTRAINT "substitute_consent_exception_id_exception_id_fk" FOREIGN KEY ("exception_id") REFERENCES "public"."exception"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "substitute_consent_line" ADD CONSTRAINT "substitute_consent_line_consent_id_substitute_consent_id_fk" FOREIGN KEY ("consent_id") REFERENCES "public"."substitute_consent"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "substitute_consent_line" ADD CONSTRAINT "substitute_consent_line_order_line_id_order_line_id_fk" FOREIGN KEY ("order_line_id") REFERENCES "public"."order_line"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "substitute_consent_line" ADD CONSTRAINT "substitute_consent_line_sku_id_sku_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."sku"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "substitute_consent_token_hash_key" ON "substitute_consent" USING btree ("token_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "substitute_consent_one_open" ON "substitute_consent" USING btree ("order_id") WHERE "substitute_consent"."state" = 'asked';--> statement-breakpoint
CREATE INDEX "substitute_consent_order_idx" ON "substitute_consent" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "substitute_consent_exception_idx" ON "substitute_consent" USING btree ("exception_id");--> statement-breakpoint
CREATE INDEX "substitute_consent_due_idx" ON "substitute_consent" USING btree ("answer_by") WHERE "substitute_consent"."state" = 'asked';--> statement-breakpoint
ALTER TABLE "exception_playbook" ADD CONSTRAINT "exception_playbook_kind_known" CHECK ("exception_playbook"."kind" in ('resource', 'substitute', 'ask_substitute', 'expedite', 'split', 'credit', 'wait', 'serve', 'cancel_waiting', 'cancel_order', 'release_hold', 'approve', 'retry_labels', 'confirm_delivery', 'confirm_supply', 'recount', 'retry_job', 'give_up_job', 'repair_ledger', 'repair_counter'));