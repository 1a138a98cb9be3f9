package io.trivium.deploy.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.deploy.standalone.KeycloakAdmin;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A person of the realm who exists while a check runs, and logs in at consoles with a browser. For one thread. */
final class Person implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_REDIRECTS = 10;
    private static final Pattern CODE = Pattern.compile("[?&]code=([^&]+)");
    private static final Pattern FORM = Pattern.compile("<form[^>]*\\saction=\"([^\"]+)\"");

    /** One of each console. */
    private static final List<String> ROLES =
            List.of("fin-analyst", "med-integrator", "industrial-operator", "model-viewer");

    private final Target target;
    private final String name;
    /** Long, with spaces and characters of several scripts, as ASVS 6.2.8 and 6.2.9 want them to be taken. */
    private final String password = "Grüße an 患者 " + UUID.randomUUID() + " ".repeat(2) + UUID.randomUUID();

    Person(Target target) throws IOException, InterruptedException {
        this.target = target;
        this.name = "conformance-" + UUID.randomUUID();
        ObjectNode part = JSON.createObjectNode().put("ifResourceExists", "FAIL");
        ObjectNode user = part.putArray("users")
                .addObject()
                .put("username", name)
                .put("enabled", true)
                .put("email", name + "@demo.invalid")
                .put("emailVerified", true)
                .put("firstName", "Con")
                .put("lastName", "Formance");
        user.putObject("attributes").putArray("tenant_id").add("demo-bank");
        user.putArray("credentials")
                .addObject()
                .put("type", "password")
                .put("value", password)
                .put("temporary", false);
        ROLES.forEach(user.putArray("realmRoles")::add);
        target.realm().importPart(part);
    }

    String name() {
        return name;
    }

    String password() {
        return password;
    }

    private String path() throws IOException, InterruptedException {
        return "/users/"
                + target.realm()
                        .get("/users?exact=true&username=" + name)
                        .path(0)
                        .path("id")
                        .asText();
    }

    /** Takes a role of the person away. */
    void loseRole(String role) throws IOException, InterruptedException {
        KeycloakAdmin realm = target.realm();
        realm.delete(path() + "/role-mappings/realm", JSON.createArrayNode().add(realm.get("/roles/" + role)));
    }

    /** Disables the person, whose sessions Keycloak keeps. */
    void disable() throws IOException, InterruptedException {
        KeycloakAdmin realm = target.realm();
        String path = path();
        realm.put(path, ((ObjectNode) realm.get(path)).put("enabled", false));
    }

    /** Ends all sessions of the person, as an administrator. */
    void endSessions() throws IOException, InterruptedException {
        KeycloakAdmin realm = target.realm();
        for (JsonNode session : realm.get(path() + "/sessions")) {
            realm.delete("/sessions/" + session.path("id").asText());
        }
    }

    /** Removes the person. */
    @Override
    public void close() throws IOException {
        try {
            target.realm().delete(path());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** A browser of the person without a session. */
    Browser browser() {
        return new Browser();
    }

    /** Keeps cookies by name, as a browser does for all ports of localhost, and follows redirects. */
    final class Browser {
        private final Map<String, String> cookies = new LinkedHashMap<>();
        private String code = "";

        private HttpResponse<String> send(HttpRequest.Builder asked) throws IOException, InterruptedException {
            HttpRequest.Builder request = asked;
            for (int redirects = 0; redirects < MOST_REDIRECTS; redirects++) {
                if (!cookies.isEmpty()) request.header("Cookie", header(""));
                HttpResponse<String> answer = target.http()
                        .send(
                                request.timeout(PATIENCE)
                                        .header("Accept", "text/html")
                                        .header("Sec-Fetch-Mode", "navigate")
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
                answer.headers().allValues("Set-Cookie").forEach(this::keep);
                String next = answer.headers().firstValue("Location").orElse("");
                Matcher given = CODE.matcher(next);
                if (code.isEmpty() && given.find()) code = given.group(1);
                if (answer.statusCode() / 100 != 3 || next.isEmpty()) return answer;
                request = HttpRequest.newBuilder(answer.uri().resolve(next));
            }
            throw new IOException("more than " + MOST_REDIRECTS + " redirects");
        }

        private void keep(String cookie) {
            String pair = cookie.replaceFirst(";.*", "");
            String name = pair.substring(0, pair.indexOf('='));
            if (cookie.toLowerCase(Locale.ROOT).contains("max-age=0")) cookies.remove(name);
            else cookies.put(name, pair.substring(name.length() + 1));
        }

        /** The cookies whose names begin in a way. */
        private String header(String beginning) {
            return cookies.entrySet().stream()
                    .filter(cookie -> cookie.getKey().startsWith(beginning))
                    .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                    .collect(Collectors.joining("; "));
        }

        /** A page, as it is shown to the person. */
        String page(String address) throws IOException, InterruptedException {
            return send(HttpRequest.newBuilder(URI.create(address))).body();
        }

        /** Sends the form of Keycloak's login page, if that is shown at an address; where the browser is then. */
        private HttpResponse<String> login(URI address, String secret) throws IOException, InterruptedException {
            HttpResponse<String> page = send(HttpRequest.newBuilder(address));
            Matcher form = FORM.matcher(page.body());
            if (!form.find()) return page;
            return send(HttpRequest.newBuilder(URI.create(form.group(1).replace("&amp;", "&")))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "username=" + encode(name) + "&password=" + encode(secret) + "&credentialId=")));
        }

        /** Whether a password opens a console. */
        boolean logsIn(String service, String secret) throws IOException, InterruptedException {
            URI console = target.atLocalhost(service, "/console/");
            return login(console, secret).uri().equals(console);
        }

        /** The code with which Keycloak sends the browser back to an address where nothing takes it. */
        String code(String address) throws IOException, InterruptedException {
            login(URI.create(address), password);
            if (code.isEmpty()) throw new IOException("the login ends without a code");
            return code;
        }

        /**
         * Opens a console, with the password where Keycloak asks for it.
         *
         * @return the header that names the cookies of the console's session
         */
        String open(String service) throws IOException, InterruptedException {
            if (!logsIn(service, password)) throw new IOException("the login at " + service + " does not end there");
            return header("q_session_console_" + service.replaceFirst("^(domain|model)-", ""));
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The status of a request of a script of a console, which has nothing but a copy of the cookies. */
    static int status(Target target, String service, String cookies, String method, String path)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(target.atLocalhost(service, path))
                .timeout(PATIENCE)
                .method(method, HttpRequest.BodyPublishers.noBody());
        Map.of("Cookie", cookies, "Sec-Fetch-Mode", "cors", "X-Trivium-Request", "1")
                .forEach(request::header);
        return target.http()
                .send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
