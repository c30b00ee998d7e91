// Writes the next migration of the central service from `service/db/schema.ts`:
//   npx drizzle-kit generate --config build/drizzle.config.ts --name what_changed
// Roles, row security and grants are written by hand (`--custom`): drizzle cannot FORCE row security.
import { defineConfig } from "drizzle-kit";

export default defineConfig({ dialect: "postgresql", schema: "./service/db/schema.ts", out: "./service/db/migrations" });
