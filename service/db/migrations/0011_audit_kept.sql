CREATE TABLE "device_chain" (
	"device_id" uuid PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "device_chain" ADD CONSTRAINT "device_chain_device_id_device_id_fk" FOREIGN KEY ("device_id") REFERENCES "public"."device"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_ref" ON "audit" USING btree ("ref","day") WHERE ref <> '';--> statement-breakpoint
CREATE INDEX "audit_user" ON "audit" USING btree ("user_id","day");--> statement-breakpoint
CREATE INDEX "audit_device" ON "audit" USING btree ("device_id","day");--> statement-breakpoint
-- The trail is kept (P7; R-27 asks for six months at least): no row is ever changed, and none younger than
-- 180 days goes, whoever asks, the tables' owner included. The service itself has no right to either.
CREATE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND OLD.day < to_char((now() AT TIME ZONE 'Asia/Shanghai') - interval '180 days', 'YYYY-MM-DD') THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'the audit trail is kept: no % before 180 days', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;--> statement-breakpoint
CREATE TRIGGER audit_is_kept BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_is_kept();--> statement-breakpoint
CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_is_kept();--> statement-breakpoint
REVOKE UPDATE, DELETE, TRUNCATE ON audit FROM lockdesk_app;--> statement-breakpoint
REVOKE DELETE, TRUNCATE ON device_chain FROM lockdesk_app;
