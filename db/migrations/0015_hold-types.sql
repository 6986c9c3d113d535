CREATE TABLE "hold_type" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"blocks" text[] NOT NULL,
	"level" text DEFAULT 'order' NOT NULL,
	"stops_order" boolean DEFAULT false NOT NULL,
	"release_right" text DEFAULT 'orders.release_hold' NOT NULL,
	"auto_release" boolean DEFAULT false NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "hold_type_code_key" UNIQUE("code"),
	CONSTRAINT "hold_type_level_known" CHECK ("hold_type"."level" in ('order', 'line', 'fulfillment_order')),
	CONSTRAINT "hold_type_release_right_known" CHECK ("hold_type"."release_right" in ('orders.release_hold', 'orders.release_credit_hold')),
	CONSTRAINT "hold_type_blocks_known" CHECK ("hold_type"."blocks" <@ array['allocate', 'release', 'pick', 'pack', 'ship', 'change', 'cancel']),
	CONSTRAINT "hold_type_blocks_something" CHECK (cardinality("hold_type"."blocks") > 0),
	CONSTRAINT "hold_type_version_positive" CHECK ("hold_type"."version" >= 1)
);
--> statement-breakpoint
-- What has always been held for, and what rules may hold for from now on.
INSERT INTO hold_type (id, code, name, description, blocks, level, release_right, auto_release) VALUES
  ('00000000-0000-7000-8000-000000000101', 'manual', 'Manual', 'Set by hand, for a reason of its own.', '{release,ship}', 'order', 'orders.release_hold', false),
  ('00000000-0000-7000-8000-000000000102', 'credit', 'Credit', 'The customer is over the limit, or owes for too long.', '{release,ship}', 'order', 'orders.release_credit_hold', true),
  ('00000000-0000-7000-8000-000000000103', 'address', 'Address', 'The ship-to is not complete or not plausible.', '{release,ship}', 'order', 'orders.release_hold', true),
  ('00000000-0000-7000-8000-000000000104', 'duplicate_po', 'Duplicate PO', 'Another order of the customer carries the same PO number.', '{release,ship}', 'order', 'orders.release_hold', true),
  ('00000000-0000-7000-8000-000000000105', 'price_variance', 'Price variance', 'The customer names another price than ours.', '{release,ship}', 'order', 'orders.release_hold', true),
  ('00000000-0000-7000-8000-000000000106', 'margin', 'Margin', 'It sells for less than the margin that is asked.', '{release,ship}', 'order', 'orders.release_hold', true),
  ('00000000-0000-7000-8000-000000000107', 'payment', 'Payment', 'Paid in advance, and the payment is not there.', '{release,ship}', 'order', 'orders.release_credit_hold', false),
  ('00000000-0000-7000-8000-000000000108', 'fraud', 'Fraud review', 'Nothing leaves and nothing is changed until somebody looked.', '{release,pick,pack,ship,change}', 'order', 'orders.release_hold', false),
  ('00000000-0000-7000-8000-000000000109', 'missing_data', 'Missing data', 'Something that the order needs was not told.', '{release,ship}', 'order', 'orders.release_hold', true),
  ('00000000-0000-7000-8000-000000000110', 'unconfirmed', 'Unconfirmed', 'The customer has not confirmed it: no stock is kept for it either.', '{allocate,release,pick,pack,ship}', 'order', 'orders.release_hold', false);
--> statement-breakpoint
CREATE TRIGGER hold_type_bumps AFTER INSERT OR UPDATE OR DELETE ON hold_type
  FOR EACH STATEMENT EXECUTE FUNCTION bump_network_version();
--> statement-breakpoint
ALTER TABLE "hold" DROP CONSTRAINT "hold_type_known";--> statement-breakpoint
ALTER TABLE "hold" ADD COLUMN "release_kind" text;--> statement-breakpoint
UPDATE hold SET release_kind = 'by_hand' WHERE released_at IS NOT NULL;--> statement-breakpoint
ALTER TABLE "hold" ADD CONSTRAINT "hold_type_hold_type_code_fk" FOREIGN KEY ("type") REFERENCES "public"."hold_type"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hold" ADD CONSTRAINT "hold_release_has_a_kind" CHECK (("hold"."released_at" is null) = ("hold"."release_kind" is null));--> statement-breakpoint
ALTER TABLE "hold" ADD CONSTRAINT "hold_is_at_one_level" CHECK ("hold"."order_line_id" is null or "hold"."fulfillment_order_id" is null);--> statement-breakpoint
ALTER TABLE "hold" ADD CONSTRAINT "hold_release_kind_known" CHECK ("hold"."release_kind" in ('by_hand', 'cause_cleared'));