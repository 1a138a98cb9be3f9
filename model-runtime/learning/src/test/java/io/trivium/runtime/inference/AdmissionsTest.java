package io.trivium.runtime.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.InferenceTenants;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.testing.PostgresResource;
import io.trivium.runtime.testing.RuntimeResource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.Test;

/** How long an admitted caller is remembered; the tenants are those of the running service. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(RuntimeResource.class)
class AdmissionsTest {
    private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final VerifiedTokens tokens = new VerifiedTokens(new Verifier(), now::get);
    private final Admissions admissions = new Admissions(tokens, now::get);
    private final InferenceTenants tenants;

    AdmissionsTest(KnownTenants known) {
        this.tenants = new InferenceTenants("demo-bank", List.of("demo-bank"), true, known);
    }

    /** Takes every token; it is the seconds that it lives from {@link #START}. */
    private static final class Verifier implements IdentityProvider<TokenAuthenticationRequest> {
        @Override
        public Class<TokenAuthenticationRequest> getRequestType() {
            return TokenAuthenticationRequest.class;
        }

        @Override
        public Uni<SecurityIdentity> authenticate(
                TokenAuthenticationRequest request, AuthenticationRequestContext context) {
            return Uni.createFrom().item(identity(request.getToken().getToken(), "inference-client"));
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

    private static SecurityIdentity identity(String token, String role) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new Token(START.getEpochSecond() + Long.parseLong(token)))
                .addRole(role)
                .addCredential(new AccessTokenCredential(token))
                .build();
    }

    private SecurityIdentity verified(String token) {
        return tokens.authenticate(new TokenAuthenticationRequest(new AccessTokenCredential(token)), new NoContext())
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    @Test
    void forgetsACallerAMinuteAfterItsTokenWasVerifiedHoweverLateItWasLetIn() {
        SecurityIdentity caller = verified("600");
        now.set(START.plusSeconds(50));
        admissions.remember(caller, tenants);

        InferenceTenants found = admissions.find("Bearer 600");
        assertNotNull(found);
        assertEquals("demo-bank", found.of(null).value());
        assertThrows(PlatformException.class, () -> found.of("other-bank"));
        now.set(START.plusSeconds(60));
        assertNull(admissions.find("Bearer 600"));
        admissions.remember(caller, tenants);
        assertNull(admissions.find("Bearer 600"), "its token has to be verified first");
    }

    @Test
    void forgetsACallerWhoseTokenExpires() {
        admissions.remember(verified("20"), tenants);
        now.set(START.plusSeconds(19));
        assertNotNull(admissions.find("Bearer 20"));
        now.set(START.plusSeconds(20));
        assertNull(admissions.find("Bearer 20"));
    }

    @Test
    void remembersNobodyWhoseTokenWasNotVerifiedHereOrWhoMayNotInfer() {
        admissions.remember(identity("300", "inference-client"), tenants);
        assertNull(admissions.find("Bearer 300"));
        SecurityIdentity verified = verified("400");
        admissions.remember(identity("400", "model-viewer"), tenants);
        assertNull(admissions.find("Bearer 400"));
        admissions.remember(verified, tenants);
        assertNotNull(admissions.find("Bearer 400"));
    }
}
