CREATE TABLE "window_run_passed" (
	"run_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	"reason" text NOT NULL,
	CONSTRAINT "window_run_passed_pkey" PRIMARY KEY("run_id","order_id")
);
--> statement-breakpoint
ALTER TABLE "window_run_order" ADD COLUMN "filled" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "window_run_order" ADD COLUMN "why" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "window_run_passed" ADD CONSTRAINT "window_run_passed_run_id_window_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."window_run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "window_run_passed" ADD CONSTRAINT "window_run_passed_order_id_sales_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."sales_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "window_run_passed_order_idx" ON "window_run_passed" USING btree ("order_id");