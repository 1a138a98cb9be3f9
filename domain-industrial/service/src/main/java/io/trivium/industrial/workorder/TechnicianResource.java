package io.trivium.industrial.workorder;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.audit.AuditedSearch;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** The people to whom work may be assigned, of the caller's organisation. */
@Path("/v1/technicians")
@RolesAllowed({Roles.INDUSTRIAL_OPERATOR, Roles.INDUSTRIAL_PLANNER})
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class TechnicianResource {
    private final Technicians technicians;
    private final TenantContext tenant;

    TechnicianResource(Technicians technicians, TenantContext tenant) {
        this.technicians = technicians;
        this.tenant = tenant;
    }

    /** The people whom a planner has listed, and those who have begun or finished work here; by name. */
    public record TechnicianList(List<Technicians.Technician> items) {}

    @GET
    @AuditedSearch(action = "technician.search", of = "technicians")
    public TechnicianList list() {
        return new TechnicianList(technicians.all(tenant.require()));
    }

    /** Adds a technician, or changes the name. */
    @PUT
    @Path("{userName}")
    @RolesAllowed(Roles.INDUSTRIAL_PLANNER)
    @Consumes(MediaType.APPLICATION_JSON)
    public TechnicianList put(
            @PathParam("userName") @Size(min = 1, max = 100) String userName,
            @NotNull @Valid WorkOrderRequests.TechnicianDraft draft) {
        technicians.put(tenant.require(), userName, draft.fullName());
        return list();
    }

    @DELETE
    @Path("{userName}")
    @RolesAllowed(Roles.INDUSTRIAL_PLANNER)
    public TechnicianList remove(@PathParam("userName") @Size(min = 1, max = 100) String userName) {
        technicians.remove(tenant.require(), userName);
        return list();
    }
}
