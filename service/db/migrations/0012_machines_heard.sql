CREATE TABLE "device_order" (
	"id" uuid PRIMARY KEY NOT NULL,
	"device_id" uuid NOT NULL,
	"mode" text NOT NULL,
	"reason" text NOT NULL,
	"by" uuid,
	"at" bigint NOT NULL,
	"sent_at" bigint,
	"withdrawn_at" bigint,
	"done_at" bigint,
	"receipt" text DEFAULT '' NOT NULL,
	"signature" text DEFAULT '' NOT NULL,
	"device_key" text DEFAULT '' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "device_state" (
	"device_id" uuid PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"at" bigint NOT NULL,
	"said" text NOT NULL,
	"signature" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "device_order" ADD CONSTRAINT "device_order_device_id_device_id_fk" FOREIGN KEY ("device_id") REFERENCES "public"."device"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "device_state" ADD CONSTRAINT "device_state_device_id_device_id_fk" FOREIGN KEY ("device_id") REFERENCES "public"."device"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "device_order_open" ON "device_order" USING btree ("device_id") WHERE done_at IS NULL AND withdrawn_at IS NULL;