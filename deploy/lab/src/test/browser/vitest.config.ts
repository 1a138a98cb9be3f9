import { defineConfig } from "vitest/config";

/** The consoles against a platform that runs: started by BrowserSuite, or by hand as the README of deploy says. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["*.test.ts"],
    environment: "node",
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 30_000 } },
    // One platform, one browser, two cores.
    fileParallelism: false,
    poolOptions: { forks: { singleFork: true } },
    sequence: { shuffle: false },
  },
});
