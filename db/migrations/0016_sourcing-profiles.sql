ALTER TABLE "sourcing_profile" ADD COLUMN "strategies" jsonb DEFAULT '[{"name":"All orders","when":null,"criteria":[{"by":"landed_cost","band":0}],"constraints":[],"afterAction":{"do":"backorder"}}]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "sourcing_profile" ADD COLUMN "revision" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "sourcing_profile" ADD COLUMN "base_version" integer;--> statement-breakpoint
ALTER TABLE "sourcing_profile" ADD COLUMN "owner_id" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "sourcing_profile" ADD COLUMN "saved_at" timestamp (3) with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "sourcing_profile" ADD COLUMN "rehearsed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "sourcing_profile" ADD COLUMN "rehearsal_id" uuid;--> statement-breakpoint
ALTER TABLE "sourcing_profile" ADD COLUMN "looked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "sourcing_profile" ADD COLUMN "looked_by" text;--> statement-breakpoint
ALTER TABLE "sourcing_profile" ADD COLUMN "activate_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "sourcing_profile" ADD COLUMN "retired_at" timestamp (3) with time zone;--> statement-breakpoint
UPDATE "sourcing_profile" SET "activated_at" = coalesce("activated_at", now()) WHERE "status" in ('active', 'retired');--> statement-breakpoint
UPDATE "sourcing_profile" SET "retired_at" = now() WHERE "status" = 'retired';--> statement-breakpoint
UPDATE "sourcing_profile" SET "status" = 'draft' WHERE "status" = 'simulated';--> statement-breakpoint
CREATE UNIQUE INDEX "sourcing_profile_one_scheduled" ON "sourcing_profile" USING btree ("ref") WHERE "sourcing_profile"."activate_at" is not null;--> statement-breakpoint
ALTER TABLE "sourcing_profile" ADD CONSTRAINT "sourcing_profile_published_has_moments" CHECK (("sourcing_profile"."status" in ('active', 'retired')) = ("sourcing_profile"."activated_at" is not null) and ("sourcing_profile"."status" = 'retired') = ("sourcing_profile"."retired_at" is not null));--> statement-breakpoint
ALTER TABLE "sourcing_profile" ADD CONSTRAINT "sourcing_profile_simulated_was_rehearsed" CHECK ("sourcing_profile"."status" <> 'simulated' or "sourcing_profile"."rehearsed_at" is not null);--> statement-breakpoint
ALTER TABLE "sourcing_profile" ADD CONSTRAINT "sourcing_profile_scheduled_was_looked_at" CHECK ("sourcing_profile"."activate_at" is null or ("sourcing_profile"."status" = 'simulated' and "sourcing_profile"."looked_at" is not null));--> statement-breakpoint
-- What was published is what orders were routed by: it stays as it was, and so does its place in time.
CREATE FUNCTION keep_published_profile() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.status IN ('active', 'retired') THEN
      RAISE EXCEPTION 'version % of profile % was published: DELETE refused', OLD.version, OLD.ref
        USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
  END IF;
  IF (OLD.status IN ('active', 'retired') AND (NEW.strategies, NEW.parameters, NEW.ref, NEW.version,
      NEW.activated_at) IS DISTINCT FROM (OLD.strategies, OLD.parameters, OLD.ref, OLD.version,
      OLD.activated_at))
    OR (OLD.status = 'active' AND NEW.status NOT IN ('active', 'retired'))
    OR (OLD.status = 'retired' AND NEW.status <> 'retired') THEN
    RAISE EXCEPTION 'version % of profile % was published: UPDATE refused', OLD.version, OLD.ref
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER sourcing_profile_published_stays BEFORE UPDATE OR DELETE ON sourcing_profile
  FOR EACH ROW EXECUTE FUNCTION keep_published_profile();
--> statement-breakpoint
-- A draft that is saved changes nothing for anybody: only what is active is counted.
DROP TRIGGER sourcing_profile_bumps ON sourcing_profile;
--> statement-breakpoint
CREATE TRIGGER sourcing_profile_insert_bumps AFTER INSERT ON sourcing_profile
  FOR EACH ROW WHEN (NEW.status = 'active') EXECUTE FUNCTION bump_network_version();
--> statement-breakpoint
CREATE TRIGGER sourcing_profile_update_bumps AFTER UPDATE ON sourcing_profile
  FOR EACH ROW WHEN (OLD.status = 'active' OR NEW.status = 'active')
  EXECUTE FUNCTION bump_network_version();
