package io.trivium.industrial.workorder;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.value.ValueConfig;
import io.trivium.core.value.ValuePeriod;
import io.trivium.core.value.ValuePrices;
import io.trivium.core.value.ValueView;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.InstantSource;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** The value of the platform to the caller's factory, from finished work orders and their economics. */
@Path("/v1/value")
@RolesAllowed({Roles.INDUSTRIAL_OPERATOR, Roles.INDUSTRIAL_PLANNER})
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ValueResource {

    private final MaintenanceReader reader;
    private final ValueConfig config;
    private final TenantContext tenant;
    private final InstantSource clock;

    ValueResource(MaintenanceReader reader, ValueConfig config, TenantContext tenant, InstantSource clock) {
        this.reader = reader;
        this.config = config;
        this.tenant = tenant;
        this.clock = clock;
    }

    /** Without parameters: the last 30 days. Never before the first reading: the platform's cost is not compared with time unseen. */
    @GET
    public ValueView get(
            @QueryParam("from")
                    @Parameter(description = "RFC 3339; work orders count by when they were finished")
                    @Nullable
                    String from,
            @QueryParam("to") @Parameter(description = "RFC 3339, not in the range") @Nullable String to) {
        TenantId caller = tenant.require();
        ValuePeriod period = reader.observed(caller, ValuePeriod.of(from, to, clock.instant()));
        return MaintenanceValue.of(
                period, ValuePrices.of(config, caller), reader.finances(caller, period.from(), period.to()));
    }
}
