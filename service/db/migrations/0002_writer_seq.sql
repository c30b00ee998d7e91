ALTER TABLE "event" DROP CONSTRAINT "event_device_seq";--> statement-breakpoint
ALTER TABLE "rejection" DROP CONSTRAINT "rejection_device_id_seq_pk";--> statement-breakpoint
ALTER TABLE "rejection" ADD CONSTRAINT "rejection_device_id_user_id_seq_pk" PRIMARY KEY("device_id","user_id","seq");--> statement-breakpoint
ALTER TABLE "event" ADD CONSTRAINT "event_writer_seq" UNIQUE("device_id","user_id","seq");