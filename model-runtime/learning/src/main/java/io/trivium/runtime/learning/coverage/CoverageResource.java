package io.trivium.runtime.learning.coverage;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.runtime.learning.coverage.CoverageView.Feeds;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** What came in to learn from, by task, of the caller's tenant. */
@Path("/v1/learning/tasks")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR, Roles.PLATFORM_AUDITOR})
public class CoverageResource {
    private final CoverageReader reader;
    private final TenantContext tenants;

    CoverageResource(CoverageReader reader, TenantContext tenants) {
        this.reader = reader;
        this.tenants = tenants;
    }

    /** The tasks that something came in for, and whether their labels still come. */
    @GET
    public Feeds tasks() {
        return new Feeds(reader.feeds(tenants.require()));
    }

    /** How much of a task's examples has a label. */
    @GET
    @Path("{task}/coverage")
    public CoverageView coverage(@PathParam("task") String task) {
        return reader.coverage(tenants.require(), task);
    }
}
