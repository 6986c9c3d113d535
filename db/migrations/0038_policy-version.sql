-- New orders keep to the active allocation policy: copies of it are good while the version stands still.
CREATE TRIGGER allocation_policy_bumps AFTER INSERT OR UPDATE OR DELETE ON allocation_policy
  FOR EACH STATEMENT EXECUTE FUNCTION bump_network_version();
