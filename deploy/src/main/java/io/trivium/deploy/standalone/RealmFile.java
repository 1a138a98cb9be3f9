package io.trivium.deploy.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The realm of Keycloak as committed, with placeholders {@code ${NAME}} for ports and secrets.
 *
 * <p>The demo file adds users with known passwords and the demo's own client; production imports the first file alone.
 */
public final class RealmFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)}");

    private final JsonNode tree;

    private RealmFile(JsonNode tree) {
        this.tree = tree;
    }

    public static RealmFile production(Path directory) {
        return new RealmFile(read(directory.resolve("trivium-realm.json")));
    }

    /** The production realm with the demo's users and clients added. */
    public static RealmFile demo(Path directory) {
        ObjectNode realm = (ObjectNode) read(directory.resolve("trivium-realm.json"));
        JsonNode demo = read(directory.resolve("trivium-demo.json"));
        for (String list : new String[] {"users", "clients"}) {
            ArrayNode target = realm.withArrayProperty(list);
            demo.path(list).forEach(target::add);
        }
        return new RealmFile(realm);
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As committed, placeholders unresolved. */
    public JsonNode tree() {
        return tree;
    }

    /** Values for all placeholders of the committed files. */
    static Map<String, String> placeholders(Ports ports, Secrets secrets) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("TRIVIUM_RUNTIME_PORT", Integer.toString(ports.runtime()));
        values.put("TRIVIUM_FIN_PORT", Integer.toString(ports.fin()));
        for (String client : new String[] {
            "trivium-fin", "trivium-runtime", "trivium-fin-service", "trivium-ingest-demo", "trivium-cli"
        }) {
            String name = client.replace('-', '_').toUpperCase(java.util.Locale.ROOT) + "_SECRET";
            values.put(name, secrets.get("client-" + client));
        }
        return values;
    }

    /** The realm as JSON, every placeholder replaced; an unknown one is an error. */
    String render(Map<String, String> values) {
        Matcher matcher = PLACEHOLDER.matcher(tree.toString());
        StringBuilder rendered = new StringBuilder();
        while (matcher.find()) {
            String value = values.get(matcher.group(1));
            if (value == null) {
                throw new IllegalStateException("the realm file has an unknown placeholder " + matcher.group());
            }
            matcher.appendReplacement(rendered, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(rendered).toString();
    }

    JsonNode renderedTree(Map<String, String> values) {
        try {
            return JSON.readTree(render(values));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
