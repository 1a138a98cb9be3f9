// Validates OpenAPI documents, given as files, with Redocly's linter; prints {"checker": …, "failures": […]}.
import { createConfig, lint } from "@redocly/openapi-core";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { version } = JSON.parse(readFileSync(require.resolve("@redocly/openapi-core/package.json"), "utf8"));
const config = await createConfig({
  rules: {
    struct: "error",
    "no-unresolved-refs": "error",
    "path-parameters-defined": "error",
    "operation-operationId-unique": "error",
    "no-ambiguous-paths": "error",
    "no-invalid-schema-examples": "error",
    "no-invalid-media-type-examples": "error",
    "operation-summary": "error",
  },
});
const failures = [];
for (const ref of process.argv.slice(2)) {
  for (const problem of await lint({ ref, config })) {
    const place = problem.location[0];
    failures.push(`${ref} ${place?.pointer ?? ""}: ${problem.message} (${problem.ruleId})`);
  }
}
process.stdout.write(JSON.stringify({ checker: `Redocly ${version}`, failures }));
