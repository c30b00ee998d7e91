-- A package is named by its number: a complaint has several, a warning has one. Both tables hide their rows from whoever is not the service.
SELECT set_config('app.scope', 'system', true);--> statement-breakpoint
ALTER TABLE "package_password" DROP CONSTRAINT "package_password_instance_id_sealed_package_instance_id_fk";--> statement-breakpoint
ALTER TABLE "sealed_package" DROP CONSTRAINT "sealed_package_instance_id_warning_id_fk";--> statement-breakpoint
ALTER TABLE "package_password" ADD COLUMN "no" text;--> statement-breakpoint
UPDATE "package_password" p SET "no" = s."no" FROM "sealed_package" s WHERE s."instance_id" = p."instance_id";--> statement-breakpoint
ALTER TABLE "package_password" DROP CONSTRAINT "package_password_pkey";--> statement-breakpoint
ALTER TABLE "sealed_package" DROP CONSTRAINT "sealed_package_pkey";--> statement-breakpoint
ALTER TABLE "sealed_package" DROP CONSTRAINT "sealed_package_no_unique";--> statement-breakpoint
ALTER TABLE "sealed_package" ADD PRIMARY KEY ("no");--> statement-breakpoint
ALTER TABLE "package_password" ADD PRIMARY KEY ("no");--> statement-breakpoint
ALTER TABLE "package_password" DROP COLUMN "instance_id";--> statement-breakpoint
ALTER TABLE "package_password" ADD CONSTRAINT "package_password_no_sealed_package_no_fk" FOREIGN KEY ("no") REFERENCES "public"."sealed_package"("no") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "sealed_package_instance" ON "sealed_package" USING btree ("instance_id");
