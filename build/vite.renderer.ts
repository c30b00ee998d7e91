/** Bundles the two windows. The nonce placeholder is replaced per response by the main process. */
import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const root = resolve(import.meta.dirname, "../renderer");

export default defineConfig({
  root,
  base: "/",
  plugins: [react()],
  html: { cspNonce: "__CSP_NONCE__" },
  build: {
    outDir: resolve(import.meta.dirname, "../out/renderer"),
    emptyOutDir: true,
    target: "chrome150",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4000,
    reportCompressedSize: false,
    rolldownOptions: { input: { desk: resolve(root, "desk.html"), unlock: resolve(root, "unlock.html") } },
  },
});
