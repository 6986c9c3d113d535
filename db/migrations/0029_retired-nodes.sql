ALTER TABLE "node" ADD COLUMN "retired_at" timestamp (3) with time zone;
--> statement-breakpoint
-- A retired node gets no stock and no supply: whoever raced with its retirement loses, and is told by
-- the command, which finds no such node when it is run again.
CREATE FUNCTION refuse_retired_node() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT retired_at FROM node WHERE id = NEW.node_id FOR KEY SHARE) IS NOT NULL THEN
    RAISE EXCEPTION 'node % is retired', NEW.node_id USING ERRCODE = 'serialization_failure';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER stock_level_not_retired_new BEFORE INSERT ON stock_level
  FOR EACH ROW WHEN (NEW.on_hand > 0) EXECUTE FUNCTION refuse_retired_node();
--> statement-breakpoint
CREATE TRIGGER stock_level_not_retired BEFORE UPDATE ON stock_level
  FOR EACH ROW WHEN (OLD.on_hand = 0 AND NEW.on_hand > 0) EXECUTE FUNCTION refuse_retired_node();
--> statement-breakpoint
CREATE TRIGGER inbound_supply_not_retired BEFORE INSERT ON inbound_supply
  FOR EACH ROW EXECUTE FUNCTION refuse_retired_node();
