package io.trivium.core.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.security.TestTokens;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls every endpoint of a running service, as its OpenAPI document lists them, without credentials and as every
 * caller without permission: without a token; with one that is expired, unsigned, forged, of another issuer, for
 * another audience, or not an access token; without a role, without a tenant, of a tenant that is not served, and of
 * another tenant. All must be refused.
 *
 * <pre>{@code
 * new EndpointMatrix(uri, "trivium-fin").object("/v1/decisions/{id}", "/v1/decisions/" + id).assertRefusals();
 * }</pre>
 */
public final class EndpointMatrix {

    private static final List<String> ALL_ROLES = List.of(
            "platform-admin",
            "platform-auditor",
            "model-operator",
            "model-viewer",
            "inference-client",
            "fin-analyst",
            "fin-supervisor",
            "fin-ingest",
            "med-radiologist",
            "med-integrator",
            "industrial-operator",
            "industrial-planner",
            "industrial-ingest");
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;
    private final String audience;
    private final Set<String> open = new HashSet<>(Set.of("GET /problems", "GET /problems/{code}"));
    private final Set<String> anyRole = new HashSet<>(Set.of("GET /v1/session"));
    private final Set<String> anyTenant = new HashSet<>(Set.of("GET /v1/session"));
    /** Answers every authenticated caller with what its own token says. */
    private final Set<String> ownIdentity = Set.of("GET /v1/session");

    private final Map<String, String> objects = new HashMap<>();
    private final List<String> failures = new ArrayList<>();
    private String owner = "demo-bank";
    private String stranger = "other-bank";
    private int calls;

    /**
     * @param base address of the running application
     * @param audience client id of the service
     */
    public EndpointMatrix(URI base, String audience) {
        this.base = base;
        this.audience = audience;
    }

    /** Endpoints that need no token, such as {@code GET /v2/health/live}; health, metrics and problems are known. */
    public EndpointMatrix open(String... endpoints) {
        open.addAll(List.of(endpoints));
        return this;
    }

    /** Endpoints that every authenticated caller may use. */
    public EndpointMatrix anyRole(String... endpoints) {
        anyRole.addAll(List.of(endpoints));
        return this;
    }

    /** Endpoints whose objects belong to the platform and not to a tenant. */
    public EndpointMatrix anyTenant(String... endpoints) {
        anyTenant.addAll(List.of(endpoints));
        return this;
    }

    /** A tenant that owns the objects given, and one that owns none of them. */
    public EndpointMatrix tenants(String ownerTenant, String strangerTenant) {
        owner = ownerTenant;
        stranger = strangerTenant;
        return this;
    }

    /** The address of an existing object of the owner, for a path template of the OpenAPI document. */
    public EndpointMatrix object(String template, String path) {
        objects.put(template, path);
        return this;
    }

    /** An operation of the OpenAPI document. */
    private record Endpoint(
            String method,
            String template,
            String path,
            @Nullable String contentType,
            boolean objectPath) {
        String name() {
            return method + " " + template;
        }
    }

    /** Makes all calls; fails with the list of every call that was not refused as it should. Returns their number. */
    public int assertRefusals() {
        List<Endpoint> endpoints = endpoints();
        if (endpoints.isEmpty()) throw new AssertionError("the OpenAPI document lists no endpoint");
        for (String template : objects.keySet()) {
            if (endpoints.stream().noneMatch(endpoint -> endpoint.template().equals(template))) {
                failures.add("no endpoint has the template " + template);
            }
        }
        Callers callers = callers();
        for (Endpoint endpoint : endpoints) {
            if (!open.contains(endpoint.name())) {
                callers.nobody().forEach((who, token) -> expect(endpoint, who, token, Set.of(401)));
                callAsSomebodyElse(endpoint, callers);
                callAsAnotherTenant(endpoint, callers);
            }
        }
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.size() + " of " + calls + " calls were not refused as they should be:\n"
                    + String.join("\n", failures));
        }
        return calls;
    }

    private TestTokens everyRole(String tenant) {
        return TestTokens.token()
                .tenant(tenant)
                .roles(ALL_ROLES.toArray(String[]::new))
                .audience(audience);
    }

    /** The tokens of all calls, signed once: a signature takes longer than a refusal. */
    private record Callers(
            Map<String, @Nullable String> nobody,
            String noRole,
            String noTenant,
            String notServed,
            String owner,
            String stranger) {}

    private Callers callers() {
        return new Callers(
                nobody(),
                TestTokens.token()
                        .tenant(owner)
                        .roles("some-other-role")
                        .audience(audience)
                        .sign(),
                TestTokens.token()
                        .roles(ALL_ROLES.toArray(String[]::new))
                        .audience(audience)
                        .sign(),
                everyRole("no-such-tenant").sign(),
                everyRole(owner).sign(),
                everyRole(stranger).sign());
    }

    private Map<String, @Nullable String> nobody() {
        Map<String, @Nullable String> tokens = new LinkedHashMap<>();
        tokens.put("no token", null);
        tokens.put("expired", everyRole(owner).expired().sign());
        tokens.put(
                "another audience", everyRole(owner).audience("another-service").sign());
        tokens.put("no audience", everyRole(owner).audience().sign());
        tokens.put(
                "another issuer",
                everyRole(owner).issuer("https://issuer.example").sign());
        tokens.put("unsigned", everyRole(owner).unsigned());
        tokens.put("signed with the public key", everyRole(owner).signedWithPublicKeyAsSecret());
        tokens.put("another algorithm", everyRole(owner).algorithm("RS512").sign());
        tokens.put("an ID token", everyRole(owner).claim("typ", "ID").sign());
        tokens.put("not a token", "e30.e30.e30");
        return tokens;
    }

    private void callAsSomebodyElse(Endpoint endpoint, Callers callers) {
        if (!anyRole.contains(endpoint.name())) expect(endpoint, "without the role", callers.noRole(), Set.of(403));
        if (!ownIdentity.contains(endpoint.name())) {
            expect(endpoint, "without a tenant", callers.noTenant(), Set.of(403));
            expect(endpoint, "of a tenant not served", callers.notServed(), Set.of(403));
        }
    }

    private void callAsAnotherTenant(Endpoint endpoint, Callers callers) {
        if (!endpoint.objectPath() || anyTenant.contains(endpoint.name())) return;
        String real = objects.get(endpoint.template());
        if (real != null && endpoint.method().equals("GET")) {
            int status = call(endpoint, callers.owner()).statusCode();
            if (status != 200) {
                failures.add(endpoint.name() + " by its owner: expected 200, got " + status
                        + "; the object given to the matrix does not exist");
            }
        }
        Set<Integer> refused = real == null ? Set.of(400, 403, 404) : Set.of(403, 404);
        expect(endpoint, "of another tenant", callers.stranger(), refused);
    }

    private void expect(Endpoint endpoint, String who, @Nullable String token, Set<Integer> statuses) {
        HttpResponse<InputStream> response = call(endpoint, token);
        if (!statuses.contains(response.statusCode())) {
            failures.add("%s %s: expected %s, got %d".formatted(endpoint.name(), who, statuses, response.statusCode()));
            return;
        }
        String type = response.headers().firstValue("Content-Type").orElse("");
        boolean inference = endpoint.template().startsWith("/v2"); // the Open Inference Protocol has its own errors
        if (!inference && !type.startsWith("application/problem+json")) {
            failures.add("%s %s: the refusal is no problem document but '%s'".formatted(endpoint.name(), who, type));
        }
        if (response.statusCode() == 401
                && response.headers().firstValue("WWW-Authenticate").isEmpty()) {
            failures.add("%s %s: 401 without WWW-Authenticate".formatted(endpoint.name(), who));
        }
    }

    private HttpResponse<InputStream> call(Endpoint endpoint, @Nullable String token) {
        calls++;
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(endpoint.path()))
                .timeout(Duration.ofSeconds(30))
                .header("Accept", "*/*");
        if (endpoint.contentType() == null) {
            request.method(endpoint.method(), HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", endpoint.contentType())
                    .method(endpoint.method(), HttpRequest.BodyPublishers.ofString("{}"));
        }
        if (token != null) request.header("Authorization", "Bearer " + token);
        try {
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            response.body().close(); // unread: an event stream would never end
            return response;
        } catch (IOException e) {
            throw new AssertionError(endpoint.name() + " did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private List<Endpoint> endpoints() {
        List<Endpoint> endpoints = new ArrayList<>();
        JsonNode paths = openApi().path("paths");
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                if (METHODS.contains(operation.getKey()) && !path.getKey().startsWith("/q/")) {
                    endpoints.add(endpoint(path.getKey(), path.getValue(), operation.getKey(), operation.getValue()));
                }
            }
        }
        return endpoints;
    }

    private Endpoint endpoint(String template, JsonNode path, String method, JsonNode operation) {
        Map<String, JsonNode> parameters = new HashMap<>();
        for (JsonNode list : List.of(path.path("parameters"), operation.path("parameters"))) {
            for (JsonNode parameter : list) {
                if (parameter.path("in").asText().equals("path")) {
                    parameters.put(parameter.path("name").asText(), parameter.path("schema"));
                }
            }
        }
        String concrete = objects.getOrDefault(template, template);
        for (Map.Entry<String, JsonNode> parameter : parameters.entrySet()) {
            concrete = concrete.replace("{" + parameter.getKey() + "}", example(parameter.getValue()));
        }
        JsonNode content = operation.path("requestBody").path("content");
        String contentType = content.isEmpty() ? null : content.fieldNames().next();
        return new Endpoint(
                method.toUpperCase(Locale.ROOT),
                template,
                concrete,
                contentType == null || contentType.contains("*") ? jsonUnlessAbsent(contentType) : contentType,
                !parameters.isEmpty());
    }

    private static @Nullable String jsonUnlessAbsent(@Nullable String contentType) {
        return contentType == null ? null : "application/json";
    }

    private static String example(JsonNode schema) {
        String reference = schema.path("$ref").asText();
        if (schema.path("format").asText().equals("uuid") || reference.endsWith("/UUID")) {
            return "00000000-0000-0000-0000-000000000000";
        }
        String type = schema.path("type").asText();
        return type.equals("integer") || type.equals("number") ? "1" : "unknown-1";
    }

    private JsonNode openApi() {
        try {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(ManagementAddress.of("/q/openapi?format=json"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) throw new AssertionError("/q/openapi answered " + response.statusCode());
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new AssertionError("/q/openapi did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
