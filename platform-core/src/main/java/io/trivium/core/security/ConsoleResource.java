package io.trivium.core.security;

import io.quarkus.security.Authenticated;
import io.trivium.core.config.PlatformConfig;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * The address to which a console sends the browser to log in. Being protected, the address starts the code flow; once
 * logged in it sends the browser back. {@code /console/logout} is answered by Quarkus.
 */
@Path("/console")
@Authenticated
public class ConsoleResource {

    private final Caller caller;
    private final PlatformConfig platform;
    private final String prefix;

    ConsoleResource(
            Caller caller,
            PlatformConfig platform,
            @ConfigProperty(name = "platform.web.prefix") Optional<String> prefix) {
        this.caller = caller;
        this.platform = platform;
        this.prefix = prefix.orElse("");
    }

    @GET
    @Path("login")
    @Operation(hidden = true)
    public Response login(@QueryParam("return") @Nullable String wanted) {
        return found(URI.create(ConsolePaths.safeReturn(wanted)));
    }

    /**
     * Sends the browser to Keycloak's page of the caller's own password, second factors and sessions, which leads back
     * here.
     */
    @GET
    @Path("account")
    @Operation(hidden = true)
    public Response account(@Context UriInfo asked) {
        String issuer = caller.claim("iss").orElseThrow(NotFoundException::new);
        return found(UriBuilder.fromUri(issuer)
                .path("account")
                .queryParam("referrer", platform.service().clientId())
                .queryParam("referrer_uri", asked.getBaseUri().resolve(prefix + ConsolePaths.LOGIN))
                .build());
    }

    private static Response found(URI address) {
        return Response.status(Response.Status.FOUND).location(address).build();
    }
}
