/** zod compiles schemas with `new Function` when it may; under our CSP even the probe is a violation. Imported before any schema. */
import { config } from "zod";

config({ jitless: true });
