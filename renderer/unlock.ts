/** The unlock window's entry: policy and zod's mode, then everything else (see `lib/strict-zod.ts`). */
import "./lib/trusted-types.ts";
import "./lib/strict-zod.ts";

void import("./unlock/main.tsx");
