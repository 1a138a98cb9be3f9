package io.trivium.core.security;

import io.quarkus.oidc.IdTokenCredential;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Accepts only access tokens as bearer tokens. A console's client id is also the audience of its API, so an ID token of
 * the same user would pass every other check.
 */
@ApplicationScoped
class AccessTokenRule implements SecurityIdentityAugmentor {

    private static final String ACCESS_TOKEN = "Bearer";

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        if (identity.getPrincipal() instanceof JsonWebToken token
                && identity.getCredential(IdTokenCredential.class) == null
                && !ACCESS_TOKEN.equals(
                        TokenClaims.text(token.getRawToken(), "typ").orElse(""))) {
            return Uni.createFrom().failure(new AuthenticationFailedException("not an access token"));
        }
        return Uni.createFrom().item(identity);
    }
}
