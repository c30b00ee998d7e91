CREATE TABLE "device_build" (
	"device_id" uuid NOT NULL,
	"at" bigint NOT NULL,
	"version" text NOT NULL,
	"build" text NOT NULL,
	CONSTRAINT "device_build_device_id_at_pk" PRIMARY KEY("device_id","at")
);
--> statement-breakpoint
ALTER TABLE "device_build" ADD CONSTRAINT "device_build_device_id_device_id_fk" FOREIGN KEY ("device_id") REFERENCES "public"."device"("id") ON DELETE no action ON UPDATE no action;
