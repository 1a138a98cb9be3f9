package io.trivium.industrial.process.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.industrial.process.bead.ProcessKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Policies as JSON: {@code format}, {@code process}, {@code deviation}, {@code steps}, {@code sizes}, {@code tensors}
 * (weight {@code [in, out]} and bias of each layer, float32) and {@code provenance}.
 */
public final class PolicyFile {
    private static final String FORMAT = "trivium-weld-policy/1";
    private static final ObjectMapper JSON = new ObjectMapper();

    private PolicyFile() {}

    /**
     * The policy as a file holds it: weights rounded to float32.
     *
     * @param provenance where it comes from: seed, seconds, code revision
     */
    public static void write(WeldPolicy policy, Map<String, ?> provenance, Path file) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", FORMAT).put("process", policy.kind().name());
        root.put("deviation", policy.deviation()).put("steps", policy.steps()).put("tuned", policy.tuned());
        root.set("sizes", JSON.valueToTree(policy.actor().sizes()));
        ArrayNode tensors = root.putArray("tensors");
        for (double[] tensor : policy.actor().tensors()) {
            ArrayNode values = tensors.addArray();
            for (double value : tensor) values.add((float) value);
        }
        root.set("provenance", JSON.valueToTree(provenance));
        Path absolute = file.toAbsolutePath();
        Files.createDirectories(absolute.getParent());
        Path written = Files.createTempFile(absolute.getParent(), "policy-", ".part");
        try {
            Files.writeString(written, JSON.writeValueAsString(root) + "\n");
            Files.move(written, absolute, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    /**
     * A policy that was written.
     *
     * @throws IOException when it cannot be read or is no policy, with the reason
     */
    public static WeldPolicy read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + " is not there; make a policy with the command train");
        }
        try (InputStream input = Files.newInputStream(file)) {
            return read(input, file.toString());
        }
    }

    /** The policy that comes with the module. */
    public static WeldPolicy bundled(ProcessKind kind) {
        String name = "weld-policy-" + kind.name().toLowerCase(java.util.Locale.ROOT) + ".json";
        try (InputStream input = PolicyFile.class.getResourceAsStream("/process/" + name)) {
            if (input == null) throw new IllegalStateException("no policy for " + kind.title() + " is bundled");
            return read(input, name);
        } catch (IOException e) {
            throw new IllegalStateException("the bundled policy cannot be read", e);
        }
    }

    private static WeldPolicy read(InputStream input, String name) throws IOException {
        try {
            JsonNode root = JSON.readTree(input);
            String format = root.path("format").asText();
            if (!format.equals(FORMAT)) {
                throw new IOException(name + " is no policy: format is '" + format + "', not " + FORMAT);
            }
            List<Integer> sizes = new ArrayList<>();
            for (JsonNode size : root.path("sizes")) sizes.add(size.asInt());
            List<double[]> tensors = new ArrayList<>();
            for (JsonNode tensor : root.path("tensors")) {
                double[] values = new double[tensor.size()];
                for (int i = 0; i < values.length; i++)
                    values[i] = tensor.get(i).asDouble(Double.NaN);
                tensors.add(values);
            }
            return new WeldPolicy(
                    ProcessKind.valueOf(root.path("process").asText()),
                    Mlp.of(sizes, tensors),
                    root.path("deviation").asDouble(),
                    root.path("steps").asInt(),
                    root.path("tuned").asBoolean());
        } catch (JsonProcessingException e) {
            throw new IOException(name + " is no JSON: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IOException(name + " is no policy: " + e.getMessage(), e);
        }
    }
}
