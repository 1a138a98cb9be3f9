import type { components } from "../../api/schema.d.ts";

export type ModelMetadata = components["schemas"]["ModelMetadata"];

/** Inputs with more numbers than this are cut in the example. */
const MOST_NUMBERS = 16;

/** One row of zeros for each input, as the body of the Open Inference Protocol; long inputs end with an ellipsis. */
export function exampleBody(metadata: Pick<ModelMetadata, "inputs">): string {
  const inputs = metadata.inputs.map(({ name, datatype, shape }) => {
    const row = shape.map((size) => (size < 0 ? 1 : size));
    const count = row.reduce((product, size) => product * size, 1);
    const zero = datatype === "BYTES" ? '"text"' : datatype === "BOOL" ? "false" : "0";
    const data = Array.from({ length: Math.min(count, MOST_NUMBERS) }, () => zero).join(", ");
    const rest = count > MOST_NUMBERS ? `, … ${count} in all` : "";
    return `    {"name": ${JSON.stringify(name)}, "datatype": "${datatype}", "shape": [${row.join(", ")}],\n     "data": [${data}${rest}]}`;
  });
  return `{\n  "inputs": [\n${inputs.join(",\n")}\n  ]\n}`;
}

/** The call with curl; a body in a file keeps the shell away from it. */
export function curlText(origin: string, model: string, version: string, metadata: Pick<ModelMetadata, "inputs">): string {
  const path = `/v2/models/${encodeURIComponent(model)}${version === "" ? "" : `/versions/${encodeURIComponent(version)}`}/infer`;
  return [`cat > request.json <<'END'`, exampleBody(metadata), "END", `curl -sS ${origin}${path} \\`, `  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\`, "  --data @request.json"].join("\n");
}
