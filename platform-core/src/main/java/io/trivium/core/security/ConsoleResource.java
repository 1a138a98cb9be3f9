package io.trivium.core.security;

import io.quarkus.security.Authenticated;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Where a console sends the browser to log in. Being protected, the address starts the code flow; once logged in it
 * sends the browser back. {@code /console/logout} is answered by Quarkus.
 */
@Path("/console")
@Authenticated
public class ConsoleResource {

    @GET
    @Path("login")
    @Operation(hidden = true)
    public Response login(@QueryParam("return") @Nullable String wanted) {
        return Response.status(Response.Status.FOUND)
                .location(URI.create(ConsolePaths.safeReturn(wanted)))
                .build();
    }
}
