package io.trivium.med.reading;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.med.privacy.PatientSearches;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;

/** Findings that are most worth a reader's minute; they are decided on in the reading room. */
@Path("/v1/label-queue")
@RolesAllowed(Roles.MED_RADIOLOGIST)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class LabelQueueResource {
    private final LabelQueueService queue;
    private final PatientSearches searches;
    private final TenantContext tenant;

    LabelQueueResource(LabelQueueService queue, PatientSearches searches, TenantContext tenant) {
        this.queue = queue;
        this.searches = searches;
        this.tenant = tenant;
    }

    /** Lists findings without a decision, the most valuable first; without a list, the answer gives the reason. */
    @GET
    public LabelQueueView list(@QueryParam("limit") @DefaultValue("10") @Min(1) @Max(100) int limit) {
        LabelQueueView found = queue.list(tenant.require(), limit);
        searches.recordOnce(
                tenant.require(),
                "label-queue",
                Map.of("limit", Integer.toString(limit)),
                found.items().size(),
                found.items().stream()
                        .map(LabelQueueView.LabelQueueItem::studyInstanceUid)
                        .distinct()
                        .count());
        return found;
    }
}
