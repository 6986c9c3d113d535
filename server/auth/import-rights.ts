/** Sending feeds of stock, and reading what became of imports and feeds. */
export const IMPORT_RIGHTS = [
  "imports.open_feed_job",
  "imports.add_feed_part",
  "imports.finish_feed_job",
  "imports.dismiss_feed_job",
  "imports.find_feed_job",
  "imports.list_feed_jobs",
  "imports.inspect_feed_file",
  "imports.check_feed_file",
  "imports.list_runs",
  "imports.find_run",
  "imports.list_run_changes",
  "imports.list_run_orders",
  "imports.list_rejections",
] as const;

/** Importing files of master data, and taking imports back. */
export const UPLOAD_RIGHTS = [
  "imports.open_upload",
  "imports.add_upload_part",
  "imports.find_upload",
  "imports.list_uploads",
  "imports.inspect_upload",
  "imports.check_upload",
  "imports.finish_upload",
  "imports.dismiss_upload",
  "imports.preview_undo",
  "imports.undo_run",
] as const;
