package io.trivium.deploy.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.deploy.component.DemoUser;
import io.trivium.deploy.component.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
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

    private static final Pattern INSTANCE_PORT =
            Pattern.compile("\\$\\{TRIVIUM_(RUNTIME|MED|FIN|INDUSTRIAL)_PORT(?:_(\\d))?}");

    private static final String SECRET_SUFFIX = "_SECRET";

    private static final String AFTER_LOGOUT = "post.logout.redirect.uris";

    /** Keycloak's separator between addresses of one attribute. */
    private static final String NEXT_ADDRESS = "##";

    private final JsonNode tree;
    private final Path directory;

    private RealmFile(JsonNode tree, Path directory) {
        this.tree = tree;
        this.directory = directory;
    }

    public static RealmFile production(Path directory) {
        return new RealmFile(read(directory.resolve("trivium-realm.json")), directory);
    }

    /** As {@link #demo(Path)}, whose consoles are served by every instance. */
    public static RealmFile demo(Path directory, Profile profile) {
        RealmFile realm = demo(directory);
        for (JsonNode client : realm.tree.path("clients")) {
            for (String list : List.of("redirectUris", "webOrigins")) {
                if (client.path(list) instanceof ArrayNode addresses) addInstances(addresses, profile);
            }
            if (client.path("attributes") instanceof ObjectNode attributes && attributes.has(AFTER_LOGOUT)) {
                String address = attributes.path(AFTER_LOGOUT).asText();
                attributes.put(AFTER_LOGOUT, String.join(NEXT_ADDRESS, atEveryInstance(address, profile)));
            }
        }
        return realm;
    }

    private static void addInstances(ArrayNode addresses, Profile profile) {
        List<String> more = new ArrayList<>();
        for (JsonNode address : addresses) more.addAll(atEveryInstance(address.asText(), profile));
        addresses.removeAll();
        more.forEach(addresses::add);
    }

    /** An address with the port of a service's first instance, and the same of those after it. */
    private static List<String> atEveryInstance(String address, Profile profile) {
        List<String> all = new ArrayList<>(List.of(address));
        Matcher port = INSTANCE_PORT.matcher(address);
        if (port.find()) {
            int count = "RUNTIME".equals(port.group(1)) ? profile.runtimes() : profile.instances();
            for (int number = 2; number <= count; number++) {
                all.add(port.replaceFirst(
                        Matcher.quoteReplacement("${TRIVIUM_" + port.group(1) + "_PORT_" + number + "}")));
            }
        }
        return all;
    }

    /** The production realm with the demo's users and clients added. */
    public static RealmFile demo(Path directory) {
        ObjectNode realm = (ObjectNode) read(directory.resolve("trivium-realm.json"));
        JsonNode demo = read(directory.resolve("trivium-demo.json"));
        realm.set("displayNameHtml", demo.path("displayNameHtml"));
        for (String list : new String[] {"users", "clients"}) {
            ArrayNode target = realm.withArrayProperty(list);
            demo.path(list).forEach(target::add);
        }
        return new RealmFile(realm, directory);
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** People with a known password, in the order of the file; none in production. */
    public List<DemoUser> demoUsers() {
        List<DemoUser> users = new ArrayList<>();
        for (JsonNode user : tree.path("users")) {
            JsonNode password = user.path("credentials").path(0).path("value");
            if (password.isTextual()) {
                users.add(new DemoUser(
                        user.path("username").asText(),
                        password.asText(),
                        texts(user.path("attributes").path("tenant_id")),
                        texts(user.path("realmRoles"))));
            }
        }
        return users;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** As committed, placeholders unresolved. */
    public JsonNode tree() {
        return tree;
    }

    /** Words that the realm's policy refuses as passwords, one per line in lower case. */
    Path refusedPasswords() {
        return directory.resolve("refused-passwords.txt");
    }

    /** Looks of the sign-in pages, which the realm names; the one of Keycloak's own is built in. */
    Path themes() {
        return directory.resolve("themes");
    }

    /** Value of a placeholder: a port, or the secret of the client it is named after. */
    static Function<String, Optional<String>> values(Ports ports, Secrets secrets) {
        return name -> switch (name) {
            case "TRIVIUM_RUNTIME_PORT" -> Optional.of(Integer.toString(ports.runtime()));
            case "TRIVIUM_MED_PORT" -> Optional.of(Integer.toString(ports.med()));
            case "TRIVIUM_INDUSTRIAL_PORT" -> Optional.of(Integer.toString(ports.industrial()));
            case "TRIVIUM_FIN_PORT" -> Optional.of(Integer.toString(ports.fin()));
            default ->
                name.endsWith(SECRET_SUFFIX) ? Optional.of(secrets.get(clientSecret(name))) : instancePort(ports, name);
        };
    }

    private static Optional<String> instancePort(Ports ports, String name) {
        Matcher port = INSTANCE_PORT.matcher("${" + name + "}");
        if (!port.matches()) return Optional.empty();
        String module = "RUNTIME".equals(port.group(1))
                ? "model-runtime"
                : "domain-" + port.group(1).toLowerCase(Locale.ROOT);
        return Optional.of(Integer.toString(ports.service(module, Integer.parseInt(port.group(2)))));
    }

    /** As {@link #values}, but no secret is made: one that is missing is empty. */
    public static Function<String, Optional<String>> knownValues(Ports ports, Secrets secrets) {
        return name -> name.endsWith(SECRET_SUFFIX) && !secrets.has(clientSecret(name))
                ? Optional.of("")
                : values(ports, secrets).apply(name);
    }

    private static String clientSecret(String placeholder) {
        return "client-"
                + placeholder
                        .substring(0, placeholder.length() - SECRET_SUFFIX.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-');
    }

    /** The realm as JSON, every placeholder replaced; an unknown one is an error. */
    String render(Function<String, Optional<String>> values) {
        Matcher matcher = PLACEHOLDER.matcher(tree.toString());
        StringBuilder rendered = new StringBuilder();
        while (matcher.find()) {
            String value = values.apply(matcher.group(1))
                    .orElseThrow(() ->
                            new IllegalStateException("the realm file has an unknown placeholder " + matcher.group()));
            matcher.appendReplacement(rendered, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(rendered).toString();
    }

    JsonNode renderedTree(Function<String, Optional<String>> values) {
        try {
            return JSON.readTree(render(values));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
