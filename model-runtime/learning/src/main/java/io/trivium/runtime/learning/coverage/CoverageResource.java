package io.trivium.runtime.learning.coverage;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.model.TaskName;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.runtime.learning.coverage.CoverageView.Feeds;
import io.trivium.runtime.learning.store.StoredTasks;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The examples and labels received for learning, by task, of the caller's tenant. */
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

    /** The tasks with received records, and whether their labels still arrive. */
    @GET
    public Feeds tasks() {
        return new Feeds(reader.feeds(tenants.require()));
    }

    /** The share of a task's examples that has a label. */
    @GET
    @Path("{task}/coverage")
    public CoverageView coverage(@PathParam("task") String task) {
        return reader.coverage(tenants.require(), TaskName.parse(task).orElseThrow(StoredTasks::notFound));
    }
}
