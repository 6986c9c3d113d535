ALTER TABLE "company" ADD COLUMN "preferred_node_id" uuid;--> statement-breakpoint
ALTER TABLE "company_location" ADD COLUMN "preferred_node_id" uuid;--> statement-breakpoint
ALTER TABLE "company" ADD CONSTRAINT "company_preferred_node_id_node_id_fk" FOREIGN KEY ("preferred_node_id") REFERENCES "public"."node"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "company_location" ADD CONSTRAINT "company_location_preferred_node_id_node_id_fk" FOREIGN KEY ("preferred_node_id") REFERENCES "public"."node"("id") ON DELETE no action ON UPDATE no action;