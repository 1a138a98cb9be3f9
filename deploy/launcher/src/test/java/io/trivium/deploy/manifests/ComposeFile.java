package io.trivium.deploy.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** The compose file, its anchors resolved and its variables unresolved. */
record ComposeFile(String text, JsonNode tree) {
    static final Path DIRECTORY = Chart.ROOT.resolve("deploy/compose");

    private static final Pattern REQUIRED = Pattern.compile("\\$\\{(TRIVIUM_[A-Z_]+):\\?[^}]+}");
    private static final Pattern SECRET = Pattern.compile(".*(PASSWORD|SECRET|TOKEN_KEY|LEARNING_KEY)$");

    static ComposeFile trivium() {
        try {
            return of(Files.readString(DIRECTORY.resolve("compose.yaml")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ComposeFile of(String text) {
        return new ComposeFile(text, new ObjectMapper().valueToTree(new Yaml().load(text)));
    }

    /** Variables without which compose refuses to start, with its message. */
    Set<String> required() {
        Set<String> required = new TreeSet<>();
        Matcher matcher = REQUIRED.matcher(text);
        while (matcher.find()) required.add(matcher.group(1));
        return required;
    }

    /** The violations of our policies by each service; one sentence each. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        tree.path("services").properties().forEach(service -> {
            JsonNode told = service.getValue();
            for (String fault : faults(service.getKey(), told)) faults.add(service.getKey() + " " + fault);
        });
        return faults;
    }

    private List<String> faults(String name, JsonNode service) {
        List<String> faults = new ArrayList<>();
        String image = service.path("image").asText();
        boolean ours = image.contains("TRIVIUM_REGISTRY");
        boolean joined = service.path("network_mode").asText().equals("service:net");
        if (!image.matches(".+:(\\$\\{TRIVIUM_TAG.*|v?[0-9][A-Za-z0-9.-]*)")) {
            faults.add("has an image without a version");
        }
        if (!service.path("cap_drop").toString().equals("[\"ALL\"]")) faults.add("keeps capabilities");
        if (!service.path("security_opt").toString().contains("no-new-privileges")) faults.add("may gain privileges");
        if (!service.at("/deploy/resources/limits").has("memory")) faults.add("has no limit of memory");
        if (!service.at("/deploy/resources/limits").has("cpus")) faults.add("has no limit of processors");
        if (ours && !service.path("read_only").asBoolean()) faults.add("can write its root file system");
        if (ours && !service.path("user").asText().equals("10001:10001")) faults.add("runs as another user");
        if (name.equals("net") == joined) faults.add("is outside of the platform's network namespace");
        if (!ours && joined && !name.endsWith("-init") && !service.has("healthcheck")) {
            faults.add("has no health check");
        }
        for (JsonNode port : service.path("ports")) {
            if (!port.asText().startsWith("127.0.0.1:")) faults.add("is open to the network at " + port.asText());
        }
        for (Map.Entry<String, JsonNode> variable : service.path("environment").properties()) {
            String value = variable.getValue().asText();
            if (SECRET.matcher(variable.getKey()).matches()
                    && !REQUIRED.matcher(value).matches()) {
                faults.add("has " + variable.getKey() + " in the open");
            }
        }
        service.path("depends_on").properties().forEach(other -> {
            if (!tree.path("services").has(other.getKey())) faults.add("waits for no service: " + other.getKey());
        });
        return faults;
    }

    /** Settings that no service would read; one sentence each. */
    List<String> unread() throws IOException {
        List<String> unread = new ArrayList<>();
        for (Map.Entry<String, JsonNode> service : tree.path("services").properties()) {
            String image = service.getValue().path("image").asText().replaceFirst(":\\$\\{TRIVIUM_TAG.*$", ":1");
            String module = Settings.moduleOf(image).orElse("");
            if (module.isEmpty()) continue;
            Set<String> variables = new HashSet<>();
            service.getValue().path("environment").fieldNames().forEachRemaining(variables::add);
            unread.addAll(Settings.unread(service.getKey(), module, variables, properties(service.getValue())));
        }
        return unread;
    }

    private String properties(JsonNode service) throws IOException {
        for (JsonNode config : service.path("configs")) {
            if (config.path("target").asText().endsWith("/application.properties")) {
                String source = config.path("source").asText();
                return Files.readString(DIRECTORY.resolve(
                        tree.path("configs").path(source).path("file").asText()));
            }
        }
        return "";
    }
}
