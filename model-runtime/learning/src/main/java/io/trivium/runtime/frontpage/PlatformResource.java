package io.trivium.runtime.frontpage;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;

/** The services that run on this platform, for all of its users. */
@Path("/v1/platform")
@RunOnVirtualThread
@Authenticated
public class PlatformResource {
    private final ServiceHealth health;

    PlatformResource(ServiceHealth health) {
        this.health = health;
    }

    /** The services, their health now and where their consoles are. */
    @GET
    @Path("services")
    public List<ServiceView> services() {
        return health.services();
    }
}
