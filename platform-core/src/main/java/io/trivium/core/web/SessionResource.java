package io.trivium.core.web;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.config.PlatformConfig;
import io.trivium.core.security.Caller;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The caller as this service sees it. */
@Path("/v1/session")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class SessionResource {

    private final Caller caller;
    private final TenantContext tenant;
    private final PlatformConfig platform;
    private final String version;

    SessionResource(
            Caller caller,
            TenantContext tenant,
            PlatformConfig platform,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.caller = caller;
        this.tenant = tenant;
        this.platform = platform;
        this.version = version;
    }

    @GET
    public SessionView get() {
        return new SessionView(
                caller.name(),
                caller.claim("name").orElseGet(caller::name),
                caller.roles().stream().sorted().toList(),
                tenant.current().map(TenantId::value).orElse(TenantId.ANY),
                platform.service().name(),
                version);
    }
}
