CREATE TABLE "import_change" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "import_change_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"import_run_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"name" text NOT NULL,
	"before" jsonb,
	"after" jsonb NOT NULL,
	"left_why" text,
	CONSTRAINT "import_change_kind_known" CHECK ("import_change"."kind" in ('company', 'ship_to', 'sku', 'gtin', 'low_stock_point'))
);
--> statement-breakpoint
CREATE TABLE "import_upload" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"file_name" text NOT NULL,
	"state" text NOT NULL,
	"parts" integer NOT NULL,
	"file_hash" text,
	"shape" text,
	"mapping" jsonb,
	"repairs" jsonb,
	"run_id" uuid,
	"reason" text,
	"actor_id" text NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"touched_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "import_upload_kind_known" CHECK ("import_upload"."kind" in ('customers', 'catalog')),
	CONSTRAINT "import_upload_state_known" CHECK ("import_upload"."state" in ('open', 'queued', 'done', 'failed', 'dismissed', 'expired')),
	CONSTRAINT "import_upload_done_has_run" CHECK (("import_upload"."state" = 'done') = ("import_upload"."run_id" is not null))
);
--> statement-breakpoint
CREATE TABLE "import_upload_part" (
	"upload_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"hash" text NOT NULL,
	"content" "bytea" NOT NULL,
	CONSTRAINT "import_upload_part_pkey" PRIMARY KEY("upload_id","number"),
	CONSTRAINT "import_upload_part_numbered" CHECK ("import_upload_part"."number" >= 1)
);
--> statement-breakpoint
ALTER TABLE "import_run" ADD COLUMN "columns" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "import_run" ADD COLUMN "undone_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "import_run" ADD COLUMN "undone_by" text;--> statement-breakpoint
ALTER TABLE "import_run" ADD COLUMN "undo_reason" text;--> statement-breakpoint
ALTER TABLE "import_change" ADD CONSTRAINT "import_change_import_run_id_import_run_id_fk" FOREIGN KEY ("import_run_id") REFERENCES "public"."import_run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_upload" ADD CONSTRAINT "import_upload_run_id_import_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."import_run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_upload_part" ADD CONSTRAINT "import_upload_part_upload_id_import_upload_id_fk" FOREIGN KEY ("upload_id") REFERENCES "public"."import_upload"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "import_change_run_idx" ON "import_change" USING btree ("import_run_id","id");--> statement-breakpoint
CREATE INDEX "import_upload_run_idx" ON "import_upload" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "import_upload_waiting_idx" ON "import_upload" USING btree ("touched_at") WHERE "import_upload"."state" = 'open';--> statement-breakpoint
ALTER TABLE "import_run" ADD CONSTRAINT "import_run_kind_known" CHECK ("import_run"."kind" in ('orders', 'inventory', 'catalog', 'customers', 'nodes'));--> statement-breakpoint
ALTER TABLE "import_run" ADD CONSTRAINT "import_run_undone_whole" CHECK (num_nonnulls("import_run"."undone_at", "import_run"."undone_by", "import_run"."undo_reason") in (0, 3));