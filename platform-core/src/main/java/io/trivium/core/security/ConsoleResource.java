package io.trivium.core.security;

import io.quarkus.oidc.OidcSession;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.trivium.core.config.PlatformConfig;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * The addresses to which a console sends the browser to log in and out. Being protected, {@code /console/login} starts the
 * code flow; once logged in it sends the browser back.
 */
@Path("/console")
@Authenticated
public class ConsoleResource {

    /** A login this fresh is the one that was just asked for. */
    private static final Duration JUST_NOW = Duration.ofMinutes(1);

    private final Caller caller;
    private final PlatformConfig platform;
    private final InstantSource clock;
    private final OidcSession session;
    private final IssuerSession issuer;
    private final ConsoleSessions sessions;
    private final String prefix;

    ConsoleResource(
            Caller caller,
            PlatformConfig platform,
            InstantSource clock,
            OidcSession session,
            IssuerSession issuer,
            ConsoleSessions sessions,
            @ConfigProperty(name = "platform.web.prefix") Optional<String> prefix) {
        this.caller = caller;
        this.platform = platform;
        this.clock = clock;
        this.session = session;
        this.issuer = issuer;
        this.sessions = sessions;
        this.prefix = prefix.orElse("");
    }

    /**
     * Sends a browser with a session to where it wants to go.
     *
     * @param fresh has the person log in again first, unless it did so within the last minute
     */
    @GET
    @Path("login")
    @Operation(hidden = true)
    public Uni<Response> login(
            @QueryParam("return") @Nullable String wanted,
            @QueryParam(ConsolePaths.FRESH) @Nullable String fresh,
            @Context RoutingContext routing) {
        Response back = found(URI.create(ConsolePaths.safeReturn(wanted)));
        boolean stale = caller.authenticatedAt()
                .filter(login -> login.isBefore(clock.instant().minus(JUST_NOW)))
                .isPresent();
        if (fresh == null || !stale || OwnRequestRule.isOfAnotherSite(routing))
            return Uni.createFrom().item(back);
        // Without a session the same address starts a login, for which FreshLoginRedirect asks for the password.
        return session.logout()
                .replaceWith(() -> found(UriBuilder.fromPath(ConsolePaths.LOGIN)
                        .queryParam("return", ConsolePaths.safeReturn(wanted))
                        .queryParam(ConsolePaths.FRESH, true)
                        .build()));
    }

    /**
     * Ends the session at the issuer, with it those of all consoles, and removes the cookie. A page of the console calls
     * it; a link or form of another site cannot.
     */
    @POST
    @Path("logout")
    @Operation(hidden = true)
    public Uni<Response> logout(@Context RoutingContext routing) {
        return issuer.end(routing)
                .eventually(session::logout)
                .replaceWith(() -> Response.noContent()
                        .header("Clear-Site-Data", "\"cache\"")
                        .build());
    }

    /** Takes the issuer's word, a signed logout token, that a session has ended; it is refused from then on. */
    @POST
    @Path("backchannel-logout")
    @PermitAll
    @Operation(hidden = true)
    public Uni<Response> ended(@FormParam("logout_token") @Nullable String logoutToken) {
        return issuer.ended(logoutToken)
                .invoke(sessions::end)
                .replaceWith(() -> Response.noContent().build());
    }

    /**
     * Sends the browser to Keycloak's page of the caller's own password, second factors and sessions, which leads back
     * here.
     */
    @GET
    @Path("account")
    @Operation(hidden = true)
    public Response account(@Context UriInfo asked) {
        String address = caller.claim("iss").orElseThrow(NotFoundException::new);
        return found(UriBuilder.fromUri(address)
                .path("account")
                .queryParam("referrer", platform.service().clientId())
                .queryParam("referrer_uri", asked.getBaseUri().resolve(prefix + ConsolePaths.LOGIN))
                .build());
    }

    private static Response found(URI address) {
        return Response.status(Response.Status.FOUND).location(address).build();
    }
}
