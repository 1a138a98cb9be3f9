package io.trivium.fin.value;

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

/** The value of the platform to the caller's bank, from roll-ups and closed cases. */
@Path("/v1/value")
@RolesAllowed({Roles.FIN_ANALYST, Roles.FIN_SUPERVISOR})
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ValueResource {

    private final FraudFiguresReader reader;
    private final ValueConfig config;
    private final TenantContext tenant;
    private final InstantSource clock;

    ValueResource(FraudFiguresReader reader, ValueConfig config, TenantContext tenant, InstantSource clock) {
        this.reader = reader;
        this.config = config;
        this.tenant = tenant;
        this.clock = clock;
    }

    /** Without a beginning: the 30 days before the end. Nothing is counted before the first payment, costs neither. */
    @GET
    public ValueView get(
            @QueryParam("from")
                    @Parameter(description = "RFC 3339; amounts and labels count by the whole UTC day it lies in")
                    @Nullable
                    String from,
            @QueryParam("to") @Parameter(description = "RFC 3339, not in the range") @Nullable String to) {
        TenantId caller = tenant.require();
        ValuePeriod asked = ValuePeriod.of(from, to, clock.instant());
        ValuePeriod period =
                asked.since(reader.firstPayment(caller, asked.from()).orElse(null));
        return FraudValue.of(period, ValuePrices.of(config, caller), reader.read(caller, period));
    }
}
