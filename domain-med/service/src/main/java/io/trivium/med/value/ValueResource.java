package io.trivium.med.value;

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

/** The value of the platform to the caller's hospital, from studies read and readers' decisions. */
@Path("/v1/value")
@RolesAllowed({Roles.MED_RADIOLOGIST, Roles.MED_INTEGRATOR})
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ValueResource {

    private final ReadingFiguresReader reader;
    private final ValueConfig config;
    private final TenantContext tenant;
    private final InstantSource clock;

    ValueResource(ReadingFiguresReader reader, ValueConfig config, TenantContext tenant, InstantSource clock) {
        this.reader = reader;
        this.config = config;
        this.tenant = tenant;
        this.clock = clock;
    }

    /** Without parameters: the last 30 days. Nothing is counted before the first study, costs neither. */
    @GET
    public ValueView get(
            @QueryParam("from")
                    @Parameter(description = "RFC 3339; studies count by when their last image came in")
                    @Nullable
                    String from,
            @QueryParam("to") @Parameter(description = "RFC 3339, not in the range") @Nullable String to) {
        TenantId caller = tenant.require();
        ValuePeriod period = ValuePeriod.of(from, to, clock.instant())
                .since(reader.firstStudy(caller).orElse(null));
        return ReadingValue.of(period, ValuePrices.of(config, caller), reader.read(caller, period));
    }
}
