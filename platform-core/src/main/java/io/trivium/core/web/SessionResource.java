package io.trivium.core.web;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.config.PlatformConfig;
import io.trivium.core.security.Caller;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.WithoutTenant;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The caller as this service sees it; it answers every authenticated caller, so that a console can say who is signed in. */
@Path("/v1/session")
@Authenticated
@WithoutTenant
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class SessionResource {

    private final Caller caller;
    private final TenantContext tenant;
    private final PlatformConfig platform;
    private final WebConfig web;
    private final String version;

    SessionResource(
            Caller caller,
            TenantContext tenant,
            PlatformConfig platform,
            WebConfig web,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.caller = caller;
        this.tenant = tenant;
        this.platform = platform;
        this.web = web;
        this.version = version;
    }

    @GET
    public SessionView get() {
        List<String> organisations =
                tenant.choices().stream().map(TenantId::value).toList();
        return new SessionView(
                caller.name(),
                caller.claim("name").orElseGet(caller::name),
                caller.roles().stream().sorted().toList(),
                tenant(organisations),
                organisations,
                web.frontPage().orElse(null),
                platform.service().name(),
                version);
    }

    private @Nullable String tenant(List<String> organisations) {
        if (tenant.isPlatformService()) return TenantId.ANY;
        return organisations.isEmpty() ? null : tenant.require().value();
    }
}
