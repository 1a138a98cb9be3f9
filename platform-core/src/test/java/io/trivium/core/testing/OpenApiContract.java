package io.trivium.core.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.smallrye.config.SmallRyeConfig;
import io.trivium.core.web.ExemptPath;
import io.trivium.core.web.WebConfig;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Compares the API that a running service describes with the document committed for it, so that no change of the API
 * goes unnoticed. Run the test with {@code -Dtrivium.openapi.update=true} to write the document again, and review its
 * diff.
 *
 * <pre>{@code
 * new OpenApiContract(uri, Path.of("src/main/openapi/openapi.yaml")).assertUnchanged();
 * }</pre>
 */
public final class OpenApiContract {
    /** System property that lets the test write instead of compare. */
    public static final String UPDATE = "trivium.openapi.update";

    private static final int CONTEXT = 3;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .disable(YAMLGenerator.Feature.SPLIT_LINES)
                    .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                    .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                    .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
                    .build())
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private final Path document;

    /**
     * A contract.
     *
     * @param document the committed file, relative to the module
     */
    public OpenApiContract(Path document) {
        this.document = document;
    }

    /** Fails with the lines that differ when the service describes itself otherwise than the document does. */
    public void assertUnchanged() {
        try {
            String served = served();
            if (Boolean.getBoolean(UPDATE)) {
                Path folder = document.toAbsolutePath().getParent();
                if (folder != null) Files.createDirectories(folder);
                Files.writeString(document, served);
                return;
            }
            String committed = Files.exists(document) ? Files.readString(document) : "";
            if (!committed.equals(served)) {
                throw new AssertionError("the service no longer is what " + document
                        + " says (- committed, + served); write it again with -D" + UPDATE + "=true and review it:\n"
                        + difference(committed.lines().toList(), served.lines().toList()));
            }
        } catch (IOException e) {
            throw new AssertionError("the API description could not be compared", e);
        }
    }

    /**
     * Fails with every operation that has no description, and every one whose request in JSON has no example. Both are in {@code
     * META-INF/openapi-operations.json} of the module that has the operation.
     */
    public void assertDescribed() {
        try {
            List<String> faults = new ArrayList<>();
            for (JsonNode path : YAML.readTree(served()).path("paths")) {
                for (JsonNode operation : path) {
                    String id = operation.path("operationId").asText();
                    if (operation.path("description").asText().isBlank()) faults.add(id + " has no description");
                    for (var content :
                            operation.path("requestBody").path("content").properties()) {
                        if (content.getKey().contains("json")
                                && !content.getValue().has("example")) {
                            faults.add(id + " has no example of its request");
                        }
                    }
                }
            }
            if (!faults.isEmpty()) throw new AssertionError(String.join("\n", faults));
        } catch (IOException e) {
            throw new AssertionError("the API description could not be read", e);
        }
    }

    /**
     * Fails with every operation that the rate limits do not count although people or administrative clients call it,
     * and when no limit is set.
     *
     * @param machineRoles those that send by the thousand, to operations with a bounded queue
     */
    public void assertLimited(String... machineRoles) {
        try {
            WebConfig.RateLimit limit = ConfigProvider.getConfig()
                    .unwrap(SmallRyeConfig.class)
                    .getConfigMapping(WebConfig.class)
                    .rateLimit();
            List<String> faults = new ArrayList<>();
            if (limit.callerPerSecond() == 0 || limit.tenantPerSecond() == 0) faults.add("a limit is 0, which is none");
            List<ExemptPath> exempt = limit.exempt().orElse(List.of()).stream()
                    .map(ExemptPath::of)
                    .toList();
            for (var path : YAML.readTree(served()).path("paths").properties()) {
                if (exempt.stream().noneMatch(each -> each.covers(path.getKey()))) continue;
                for (JsonNode operation : path.getValue()) {
                    Set<String> roles = new TreeSet<>();
                    operation
                            .path("security")
                            .forEach(
                                    scheme -> scheme.forEach(names -> names.forEach(role -> roles.add(role.asText()))));
                    roles.removeAll(Set.of(machineRoles));
                    if (!roles.isEmpty()) {
                        faults.add(operation.path("operationId").asText() + " has no limit for " + roles);
                    }
                }
            }
            if (!faults.isEmpty()) throw new AssertionError(String.join("\n", faults));
        } catch (IOException e) {
            throw new AssertionError("the API description could not be read", e);
        }
    }

    /** Returns the description of the service, in a fixed order and without parts that depend on where it runs. */
    private String served() throws IOException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(ManagementAddress.of("/q/openapi?format=json"))
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) throw new AssertionError("/q/openapi answered " + response.statusCode());
            JsonNode tree = JSON.readTree(response.body());
            if (tree instanceof ObjectNode root) root.remove("servers");
            return YAML.writeValueAsString(JSON.treeToValue(tree, Object.class));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Lines that are only in one of the two, with the lines around them; by their longest common subsequence. */
    static String difference(List<String> before, List<String> after) {
        int start = 0;
        while (start < Math.min(before.size(), after.size())
                && before.get(start).equals(after.get(start))) {
            start++;
        }
        int cut = 0;
        while (cut < Math.min(before.size(), after.size()) - start
                && before.get(before.size() - 1 - cut).equals(after.get(after.size() - 1 - cut))) {
            cut++;
        }
        List<String> a = before.subList(start, before.size() - cut);
        List<String> b = after.subList(start, after.size() - cut);
        int[][] common = new int[a.size() + 1][b.size() + 1];
        for (int i = a.size() - 1; i >= 0; i--) {
            for (int j = b.size() - 1; j >= 0; j--) {
                common[i][j] = a.get(i).equals(b.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<String> lines = new ArrayList<>();
        for (int i = Math.max(0, start - CONTEXT); i < start; i++) lines.add("  " + before.get(i));
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
                lines.add("  " + a.get(i));
                i++;
                j++;
            } else if (j == b.size() || (i < a.size() && common[i + 1][j] >= common[i][j + 1])) {
                lines.add("- " + a.get(i++));
            } else {
                lines.add("+ " + b.get(j++));
            }
        }
        return "@@ line " + (start + 1) + "\n" + shortened(lines);
    }

    /** Long stretches without a difference are left out. */
    private static String shortened(List<String> lines) {
        StringBuilder out = new StringBuilder();
        boolean left = false;
        for (int i = 0; i < lines.size(); i++) {
            boolean near = false;
            for (int k = Math.max(0, i - CONTEXT); k <= Math.min(lines.size() - 1, i + CONTEXT); k++) {
                near |= !lines.get(k).startsWith("  ");
            }
            if (near) out.append(lines.get(i)).append('\n');
            else if (!left) out.append("...\n");
            left = !near;
        }
        return out.toString();
    }
}
