import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["src/**/*.test.ts", "test/unit/**/*.test.ts"], environment: "node" } },
      {
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          environment: "node",
          testTimeout: 180_000,
          hookTimeout: 120_000,
          // While the modules' tests run as well, a page may be late once; a test that fails twice is broken.
          retry: process.env["CI"] === "true" ? 1 : 0,
          // A page may take longer than the second that vitest gives it on a machine that does other things too.
          expect: { poll: { timeout: 30_000 } },
          // Two browsers on two cores only get in each other's way.
          poolOptions: { forks: { singleFork: true } },
        },
      },
    ],
  },
});
