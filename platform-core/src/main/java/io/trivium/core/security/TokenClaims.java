package io.trivium.core.security;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.IdTokenCredential;
import io.quarkus.security.identity.SecurityIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Reads claims of the caller's verified access token. For a console session the principal is the ID token; the access
 * token behind it was verified by Quarkus (roles come from it), so its payload is only decoded here.
 */
final class TokenClaims {

    private static final ObjectMapper JSON = new ObjectMapper();

    private TokenClaims() {}

    /** A string claim, or empty when the token has none or the claim is of another type. */
    static Optional<String> text(SecurityIdentity identity, String claim) {
        if (identity.getPrincipal() instanceof JsonWebToken token) {
            Object value = token.getClaim(claim);
            if (value instanceof String text) return Optional.of(text);
            if (value instanceof jakarta.json.JsonString text) return Optional.of(text.getString());
        }
        AccessTokenCredential access = identity.getCredential(AccessTokenCredential.class);
        return access == null ? Optional.empty() : text(access.getToken(), claim);
    }

    /** A claim that is one string or a list of strings, in the token's order; empty when there is none. */
    static List<String> texts(SecurityIdentity identity, String claim) {
        if (identity.getPrincipal() instanceof JsonWebToken token) {
            Object value = token.getClaim(claim);
            if (value instanceof Collection<?> values)
                return values.stream().map(TokenClaims::textOf).toList();
            if (value != null) return List.of(textOf(value));
        }
        AccessTokenCredential access = identity.getCredential(AccessTokenCredential.class);
        if (access == null) return List.of();
        JsonNode value = claim(access.getToken(), claim);
        List<String> texts = new ArrayList<>();
        (value.isArray() ? value : List.of(value)).forEach(each -> {
            if (each.isTextual()) texts.add(each.textValue());
        });
        return texts;
    }

    private static String textOf(Object value) {
        return value instanceof jakarta.json.JsonString text ? text.getString() : value.toString();
    }

    static Optional<String> text(String jwt, String claim) {
        JsonNode value = claim(jwt, claim);
        return value.isTextual() ? Optional.of(value.textValue()) : Optional.empty();
    }

    private static JsonNode claim(String jwt, String claim) {
        return all(jwt).path(claim);
    }

    /** The claims of a JWT, which is not verified here; a missing node for a text that is none. */
    static JsonNode all(String jwt) {
        String[] parts = jwt.split("\\.", -1);
        if (parts.length != 3) return MissingNode.getInstance();
        try {
            return parse(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return MissingNode.getInstance();
        }
    }

    /** A JSON document; a missing node for a text that is none. */
    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /**
     * When the caller proved who it is: {@code auth_time} of a person (OpenID Connect Core 1.0, section 2), {@code iat} of
     * a client, which shows its secret for each token.
     */
    static Optional<Instant> authenticatedAt(SecurityIdentity identity) {
        if (!(identity.getPrincipal() instanceof JsonWebToken token) || token.getRawToken() == null) {
            return Optional.empty();
        }
        JsonNode claims = all(token.getRawToken());
        boolean person = identity.getCredential(IdTokenCredential.class) != null || claims.has("sid");
        JsonNode time = claims.path(person || claims.has("auth_time") ? "auth_time" : "iat");
        return time.isIntegralNumber() ? Optional.of(Instant.ofEpochSecond(time.longValue())) : Optional.empty();
    }
}
