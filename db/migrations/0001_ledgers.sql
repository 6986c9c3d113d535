-- Facts that nobody may rewrite: the stock ledger, the timeline, the tracking events.
CREATE FUNCTION refuse_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER stock_movement_append_only BEFORE UPDATE OR DELETE ON stock_movement
  FOR EACH ROW EXECUTE FUNCTION refuse_rewrite();
--> statement-breakpoint
CREATE TRIGGER stock_movement_not_truncated BEFORE TRUNCATE ON stock_movement
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
--> statement-breakpoint
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON event
  FOR EACH ROW EXECUTE FUNCTION refuse_rewrite();
--> statement-breakpoint
CREATE TRIGGER event_not_truncated BEFORE TRUNCATE ON event
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
--> statement-breakpoint
CREATE TRIGGER tracking_event_append_only BEFORE UPDATE OR DELETE ON tracking_event
  FOR EACH ROW EXECUTE FUNCTION refuse_rewrite();
--> statement-breakpoint
CREATE TRIGGER sourcing_decision_append_only BEFORE UPDATE OR DELETE ON sourcing_decision
  FOR EACH ROW EXECUTE FUNCTION refuse_rewrite();
--> statement-breakpoint
-- A counter that says when cached reference data is old, so that no process has to be told.
INSERT INTO reference_version (name, version) VALUES ('network', 1);
--> statement-breakpoint
CREATE FUNCTION bump_network_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE reference_version SET version = version + 1 WHERE name = 'network';
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER node_bumps AFTER INSERT OR UPDATE OR DELETE ON node
  FOR EACH STATEMENT EXECUTE FUNCTION bump_network_version();
--> statement-breakpoint
CREATE TRIGGER node_cut_off_bumps AFTER INSERT OR UPDATE OR DELETE ON node_cut_off
  FOR EACH STATEMENT EXECUTE FUNCTION bump_network_version();
--> statement-breakpoint
CREATE TRIGGER calendar_bumps AFTER INSERT OR UPDATE OR DELETE ON calendar
  FOR EACH STATEMENT EXECUTE FUNCTION bump_network_version();
--> statement-breakpoint
CREATE TRIGGER calendar_closure_bumps AFTER INSERT OR UPDATE OR DELETE ON calendar_closure
  FOR EACH STATEMENT EXECUTE FUNCTION bump_network_version();
--> statement-breakpoint
CREATE TRIGGER carrier_service_bumps AFTER INSERT OR UPDATE OR DELETE ON carrier_service
  FOR EACH STATEMENT EXECUTE FUNCTION bump_network_version();
--> statement-breakpoint
CREATE TRIGGER channel_bumps AFTER INSERT OR UPDATE OR DELETE ON channel
  FOR EACH STATEMENT EXECUTE FUNCTION bump_network_version();
--> statement-breakpoint
CREATE TRIGGER channel_node_bumps AFTER INSERT OR UPDATE OR DELETE ON channel_node
  FOR EACH STATEMENT EXECUTE FUNCTION bump_network_version();
--> statement-breakpoint
CREATE TRIGGER sourcing_profile_bumps AFTER INSERT OR UPDATE OR DELETE ON sourcing_profile
  FOR EACH STATEMENT EXECUTE FUNCTION bump_network_version();
--> statement-breakpoint
-- Positions are updated far more often than they are made: room on the page keeps updates in place.
ALTER TABLE stock_level SET (fillfactor = 50);
