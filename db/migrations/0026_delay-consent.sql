CREATE TABLE "consent_rule" (
	"id" uuid PRIMARY KEY NOT NULL,
	"company_id" uuid,
	"after_days" integer NOT NULL,
	"answer_days" integer NOT NULL,
	"silence" text NOT NULL,
	"saved_by" text NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "consent_rule_after_not_negative" CHECK ("consent_rule"."after_days" >= 0),
	CONSTRAINT "consent_rule_answer_not_negative" CHECK ("consent_rule"."answer_days" >= 0),
	CONSTRAINT "consent_rule_silence_known" CHECK ("consent_rule"."silence" in ('accept', 'cancel', 'keep'))
);
--> statement-breakpoint
CREATE TABLE "delay_consent" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_id" uuid NOT NULL,
	"state" text NOT NULL,
	"agreed" date NOT NULL,
	"proposed" date NOT NULL,
	"token_hash" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"answer_by" timestamp (3) with time zone NOT NULL,
	"silence" text NOT NULL,
	"answered_at" timestamp (3) with time zone,
	"answered_by" text,
	CONSTRAINT "delay_consent_state_known" CHECK ("delay_consent"."state" in ('asked', 'accepted', 'declined', 'withdrawn', 'lapsed')),
	CONSTRAINT "delay_consent_silence_known" CHECK ("delay_consent"."silence" in ('accept', 'cancel', 'keep')),
	CONSTRAINT "delay_consent_is_later" CHECK ("delay_consent"."proposed" > "delay_consent"."agreed"),
	CONSTRAINT "delay_consent_answer_is_whole" CHECK (("delay_consent"."state" = 'asked') = ("delay_consent"."answered_at" is null) and num_nonnulls("delay_consent"."answered_at", "delay_consent"."answered_by") in (0, 2))
);
--> statement-breakpoint
ALTER TABLE "consent_rule" ADD CONSTRAINT "consent_rule_company_id_company_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."company"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delay_consent" ADD CONSTRAINT "delay_consent_order_id_sales_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."sales_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "consent_rule_company_key" ON "consent_rule" USING btree (coalesce("company_id", '00000000-0000-0000-0000-000000000000'::uuid));--> statement-breakpoint
CREATE UNIQUE INDEX "delay_consent_token_hash_key" ON "delay_consent" USING btree ("token_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "delay_consent_one_open" ON "delay_consent" USING btree ("order_id") WHERE "delay_consent"."state" = 'asked';--> statement-breakpoint
CREATE INDEX "delay_consent_order_idx" ON "delay_consent" USING btree ("order_id","answered_at");--> statement-breakpoint
CREATE INDEX "delay_consent_due_idx" ON "delay_consent" USING btree ("answer_by") WHERE "delay_consent"."state" = 'asked';