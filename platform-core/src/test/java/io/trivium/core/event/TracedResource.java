package io.trivium.core.event;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.model.TaskName;
import io.trivium.core.outbox.Outbox;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;

/** A request that publishes an event, as those of the services do. */
@Path("/v1/traced")
@RolesAllowed(Roles.FIN_ANALYST)
@RunOnVirtualThread
public class TracedResource {
    static final String TOPIC = "traced.in.v1";

    private final TenantContext tenant;
    private final TenantTransactions transactions;
    private final Outbox outbox;

    TracedResource(TenantContext tenant, TenantTransactions transactions, Outbox outbox) {
        this.tenant = tenant;
        this.transactions = transactions;
        this.outbox = outbox;
    }

    @POST
    public void publish(@QueryParam("example") String exampleId) {
        TenantId caller = tenant.require();
        transactions.run(caller, () -> outbox.add(TOPIC, label("request-", exampleId, caller)));
    }

    static EventEnvelope<LabelObserved> label(String prefix, String exampleId, TenantId tenant) {
        Instant at = Instant.parse("2026-11-25T10:00:00Z");
        return EventEnvelope.of(
                prefix + exampleId,
                "/core",
                exampleId,
                at,
                tenant,
                new LabelObserved(exampleId, new TaskName("fin-authorization-risk"), "fraud", "analyst", at));
    }
}
