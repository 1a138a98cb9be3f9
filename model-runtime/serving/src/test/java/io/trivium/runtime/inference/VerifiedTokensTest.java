package io.trivium.runtime.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.IdTokenCredential;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.credential.TokenCredential;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.Test;

class VerifiedTokensTest {
    private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final AtomicInteger verified = new AtomicInteger();
    private final VerifiedTokens tokens = new VerifiedTokens(new Verifier(), now::get);

    /** Tokens are the seconds that they live from {@link #START}, or "bad". */
    private final class Verifier implements IdentityProvider<TokenAuthenticationRequest> {
        @Override
        public Class<TokenAuthenticationRequest> getRequestType() {
            return TokenAuthenticationRequest.class;
        }

        @Override
        public Uni<SecurityIdentity> authenticate(
                TokenAuthenticationRequest request, AuthenticationRequestContext context) {
            verified.incrementAndGet();
            String token = request.getToken().getToken();
            if (token.equals("bad")) return Uni.createFrom().failure(new AuthenticationFailedException());
            return Uni.createFrom()
                    .item(QuarkusSecurityIdentity.builder()
                            .setPrincipal(new Token(START.getEpochSecond() + Long.parseLong(token)))
                            .addRole("inference-client")
                            .addCredential(request.getToken())
                            .build());
        }
    }

    private record Token(long expiry) implements JsonWebToken {
        @Override
        public String getName() {
            return "client";
        }

        @Override
        public Set<String> getClaimNames() {
            return Set.of("exp");
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the interface has it so
        public <T> T getClaim(String name) {
            return (T) Long.valueOf(expiry);
        }
    }

    private static final class NoContext implements AuthenticationRequestContext {
        @Override
        public Uni<SecurityIdentity> runBlocking(Supplier<SecurityIdentity> function) {
            throw new UnsupportedOperationException("nothing blocks here");
        }
    }

    private SecurityIdentity authenticate(TokenCredential credential) {
        return tokens.authenticate(new TokenAuthenticationRequest(credential), new NoContext())
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    private SecurityIdentity authenticate(String token) {
        return authenticate(new AccessTokenCredential(token));
    }

    @Test
    void verifiesATokenOnceAMinute() {
        for (int i = 0; i < 5; i++) assertTrue(authenticate("3600").hasRole("inference-client"));
        assertEquals(1, verified.get());
        now.set(START.plus(VerifiedTokens.LONGEST));
        assertTrue(authenticate("3600").hasRole("inference-client"));
        assertEquals(2, verified.get());
    }

    @Test
    void forgetsATokenWhenItExpires() {
        authenticate("30");
        now.set(START.plusSeconds(29));
        authenticate("30");
        assertEquals(1, verified.get());
        now.set(START.plusSeconds(30));
        authenticate("30");
        assertEquals(2, verified.get(), "the verifier decides about an expired token");
    }

    @Test
    void remembersNeitherRefusedTokensNorIdTokens() {
        for (int i = 0; i < 2; i++) assertThrows(AuthenticationFailedException.class, () -> authenticate("bad"));
        for (int i = 0; i < 2; i++) authenticate(new IdTokenCredential("3600"));
        assertEquals(4, verified.get());
        assertEquals(0, tokens.size());
    }

    @Test
    void tellsTokensApartAndKeepsABoundedNumber() {
        for (int i = 0; i <= VerifiedTokens.MOST; i++) authenticate(String.valueOf(100 + i));
        assertEquals(VerifiedTokens.MOST + 1, verified.get());
        assertTrue(tokens.size() <= VerifiedTokens.MOST, () -> tokens.size() + " tokens");
    }
}
