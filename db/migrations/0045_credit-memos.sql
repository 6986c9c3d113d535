CREATE TABLE "credit_memo" (
	"id" uuid PRIMARY KEY NOT NULL,
	"serial" integer NOT NULL,
	"number" text NOT NULL,
	"order_id" uuid NOT NULL,
	"reverses_id" uuid,
	"reason" text NOT NULL,
	"amount" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"note" text NOT NULL,
	"exception_id" uuid,
	"issued_by" text NOT NULL,
	"issued_by_name" text NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "credit_memo_serial_key" UNIQUE("serial"),
	CONSTRAINT "credit_memo_number_key" UNIQUE("number"),
	CONSTRAINT "credit_memo_reason_known" CHECK ("credit_memo"."reason" in ('late', 'short', 'damaged', 'wrong_item', 'price', 'goodwill')),
	CONSTRAINT "credit_memo_grants_or_takes_back" CHECK (case when "credit_memo"."reverses_id" is null then "credit_memo"."amount" > 0 else "credit_memo"."amount" < 0 end)
);
--> statement-breakpoint
ALTER TABLE "exception_playbook" DROP CONSTRAINT "exception_playbook_kind_known";--> statement-breakpoint
DROP INDEX "sales_order_value_idx";--> statement-breakpoint
ALTER TABLE "sales_order" ADD COLUMN "credited_total" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "credit_memo" ADD CONSTRAINT "credit_memo_order_id_sales_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."sales_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credit_memo" ADD CONSTRAINT "credit_memo_reverses_id_credit_memo_id_fk" FOREIGN KEY ("reverses_id") REFERENCES "public"."credit_memo"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "credit_memo_order_idx" ON "credit_memo" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "credit_memo_reverses_idx" ON "credit_memo" USING btree ("reverses_id") WHERE "credit_memo"."reverses_id" is not null;--> statement-breakpoint
CREATE INDEX "sales_order_value_idx" ON "sales_order" USING btree (("subtotal" - "cancelled_total" - "credited_total"),"id");--> statement-breakpoint
ALTER TABLE "exception_playbook" ADD CONSTRAINT "exception_playbook_kind_known" CHECK ("exception_playbook"."kind" in ('resource', 'expedite', 'split', 'credit', 'wait', 'serve', 'cancel_waiting', 'cancel_order', 'release_hold', 'approve', 'retry_labels', 'confirm_delivery', 'confirm_supply', 'recount', 'retry_job', 'give_up_job', 'repair_ledger', 'repair_counter'));--> statement-breakpoint
ALTER TABLE "sales_order" ADD CONSTRAINT "sales_order_credited_not_negative" CHECK ("sales_order"."credited_total" >= 0);--> statement-breakpoint
CREATE TRIGGER credit_memo_append_only BEFORE UPDATE OR DELETE ON credit_memo
  FOR EACH ROW EXECUTE FUNCTION refuse_rewrite();
--> statement-breakpoint
CREATE TRIGGER credit_memo_not_truncated BEFORE TRUNCATE ON credit_memo
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
