package io.trivium.core.security;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The authenticated caller of the present request, for code that is not about HTTP. */
@RequestScoped
public class Caller {

    private final SecurityIdentity identity;

    Caller(SecurityIdentity identity) {
        this.identity = identity;
    }

    public boolean isAnonymous() {
        return identity.isAnonymous();
    }

    /** The user or client name, as written to the audit log; {@code anonymous} before authentication. */
    public String name() {
        if (identity.isAnonymous()) return "anonymous";
        return claim("preferred_username")
                .orElseGet(() -> identity.getPrincipal().getName());
    }

    public boolean hasRole(String role) {
        return identity.hasRole(role);
    }

    public Set<String> roles() {
        return identity.getRoles();
    }

    /** Returns the caller of an identity that is already known. */
    public static Caller of(SecurityIdentity identity) {
        return new Caller(identity);
    }

    /** The strings of a claim of the access token that holds one or a list of them, in its order. */
    public List<String> claims(String name) {
        return identity.isAnonymous() ? List.of() : TokenClaims.texts(identity, name);
    }

    /**
     * When a person last logged in at the issuer, or when a client got its token for its secret; empty where the issuer
     * does not say so.
     */
    Optional<Instant> authenticatedAt() {
        return identity.isAnonymous() ? Optional.empty() : TokenClaims.authenticatedAt(identity);
    }

    /** A string claim of the access token. */
    public Optional<String> claim(String name) {
        return identity.isAnonymous() ? Optional.empty() : TokenClaims.text(identity, name);
    }
}
