import { consoleConfig } from "../../platform-core/web/build/vite.ts";
import { defineConfig, type Plugin } from "vite";
import { createMockApi } from "./dev/mockApi.ts";

/** `npm run dev:mock`: the console against a simulated plant, without a platform. Never part of a build. */
function mockApi(): Plugin {
  return {
    name: "mock-api",
    apply: "serve",
    configureServer(server) {
      const api = createMockApi({});
      server.middlewares.use((request, response, next) => {
        if (!api.handle(request, response)) next();
      });
    },
  };
}

export default defineConfig(({ mode }) => ({
  ...consoleConfig({ serviceUrl: process.env["TRIVIUM_INDUSTRIAL_URL"] ?? "http://127.0.0.1:18083" }),
  plugins: mode === "mock" ? [mockApi()] : [],
}));
