package io.trivium.runtime.learning.lineage;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.model.TaskName;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.runtime.learning.store.ExampleReader;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The lineage of examples of the caller's tenant. */
@Path("/v1/learning/tasks/{task}/examples/{example}/lineage")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR, Roles.PLATFORM_AUDITOR})
public class LineageResource {
    private final LineageService lineage;
    private final TenantContext tenants;

    LineageResource(LineageService lineage, TenantContext tenants) {
        this.lineage = lineage;
        this.tenants = tenants;
    }

    /** From an answer back to expert files, data sets and labels. */
    @GET
    public LineageView lineage(@PathParam("task") String task, @PathParam("example") String example) {
        return lineage.of(tenants.require(), TaskName.parse(task).orElseThrow(ExampleReader::notFound), example);
    }
}
