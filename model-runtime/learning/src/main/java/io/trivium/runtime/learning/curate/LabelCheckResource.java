package io.trivium.runtime.learning.curate;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.runtime.learning.curate.SuspicionView.CheckView;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;

/** Checks of the labels of frozen data sets. */
@Path("/v1/learning/manifests/{manifest}/suspicions")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.MODEL_OPERATOR)
public class LabelCheckResource {
    private final SuspicionService suspicions;
    private final TenantContext tenants;

    LabelCheckResource(SuspicionService suspicions, TenantContext tenants) {
        this.suspicions = suspicions;
        this.tenants = tenants;
    }

    /** Checks the labels of a data set again; its suspicions replace the task's open ones. */
    @POST
    public CheckView check(@PathParam("manifest") UUID manifest) {
        return suspicions.check(tenants.require(), manifest);
    }
}
