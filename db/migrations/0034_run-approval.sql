ALTER TABLE "allocation_run" DROP CONSTRAINT "allocation_run_state_known";--> statement-breakpoint
ALTER TABLE "allocation_run" DROP CONSTRAINT "allocation_run_decision_is_whole";--> statement-breakpoint
ALTER TABLE "allocation_run" ADD COLUMN "approved_by" text;--> statement-breakpoint
ALTER TABLE "allocation_run" ADD COLUMN "approved_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "allocation_run" ADD COLUMN "approval_reason" text;--> statement-breakpoint
UPDATE "allocation_run" SET "approved_by" = "decided_by", "approved_at" = "decided_at", "approval_reason" = "decision_reason" WHERE "state" = 'applied';--> statement-breakpoint
ALTER TABLE "allocation_run" ADD CONSTRAINT "allocation_run_approval_is_whole" CHECK (num_nonnulls("allocation_run"."approved_at", "allocation_run"."approved_by", "allocation_run"."approval_reason") in (0, 3) and ("allocation_run"."state" not in ('approved', 'applied') or "allocation_run"."approved_at" is not null) and ("allocation_run"."state" <> 'simulated' or "allocation_run"."approved_at" is null));--> statement-breakpoint
ALTER TABLE "allocation_run" ADD CONSTRAINT "allocation_run_state_known" CHECK ("allocation_run"."state" in ('simulated', 'approved', 'applied', 'dismissed'));--> statement-breakpoint
ALTER TABLE "allocation_run" ADD CONSTRAINT "allocation_run_decision_is_whole" CHECK (("allocation_run"."state" in ('simulated', 'approved')) = ("allocation_run"."decided_at" is null) and num_nonnulls("allocation_run"."decided_at", "allocation_run"."decided_by", "allocation_run"."decision_reason") in (0, 3));