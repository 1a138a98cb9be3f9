package io.trivium.industrial.workorder;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.audit.AuditedSearch;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.web.RequestTime;
import io.trivium.industrial.paging.PageCursor;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Work orders of the caller's organisation. */
@Path("/v1/work-orders")
@RolesAllowed({Roles.INDUSTRIAL_OPERATOR, Roles.INDUSTRIAL_PLANNER})
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class WorkOrderResource {
    private final WorkOrderService orders;
    private final WorkOrderReader reader;
    private final TenantContext tenant;

    WorkOrderResource(WorkOrderService orders, WorkOrderReader reader, TenantContext tenant) {
        this.orders = orders;
        this.reader = reader;
        this.tenant = tenant;
    }

    /**
     * A page of work orders.
     *
     * @param next where the next page begins; null on the last
     */
    public record WorkOrderPage(
            List<WorkOrderView> items, @Nullable String next) {}

    /** Work orders, the latest made first. */
    @GET
    @AuditedSearch(action = "technician.search", of = "work-orders")
    public WorkOrderPage list(
            @QueryParam("state") @Nullable @Pattern(regexp = "proposed|planned|in-progress|done|cancelled")
                    String state,
            @QueryParam("assetId") @Nullable UUID assetId,
            @QueryParam("from") @Nullable OffsetDateTime from,
            @QueryParam("to") @Nullable OffsetDateTime to,
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(1000) int limit,
            @QueryParam("after") @Nullable @Size(max = 200) String after) {
        WorkOrderReader.Query query = new WorkOrderReader.Query(
                state == null ? null : WorkOrderState.of(state),
                assetId,
                from == null ? null : RequestTime.of(from),
                to == null ? null : RequestTime.of(to));
        PageCursor cursor = after == null ? null : PageCursor.decode(after);
        List<WorkOrderView> found = reader.list(tenant.require(), query, cursor, limit + 1);
        if (found.size() <= limit) return new WorkOrderPage(found, null);
        WorkOrderView last = found.get(limit - 1);
        return new WorkOrderPage(
                found.subList(0, limit), new PageCursor(last.createdAt(), last.workOrderId()).encode());
    }

    @GET
    @Path("{workOrderId}")
    public WorkOrderView get(@PathParam("workOrderId") UUID workOrderId) {
        return reader.require(tenant.require(), workOrderId);
    }

    @POST
    @RolesAllowed(Roles.INDUSTRIAL_PLANNER)
    @Consumes(MediaType.APPLICATION_JSON)
    public WorkOrderView add(@NotNull @Valid WorkOrderRequests.NewWorkOrder request) {
        return reader.require(tenant.require(), orders.add(tenant.require(), request));
    }

    @POST
    @Path("{workOrderId}/plan")
    @RolesAllowed(Roles.INDUSTRIAL_PLANNER)
    @Consumes(MediaType.APPLICATION_JSON)
    public WorkOrderView plan(
            @PathParam("workOrderId") UUID workOrderId, @NotNull @Valid WorkOrderRequests.WorkOrderPlanning request) {
        orders.plan(tenant.require(), workOrderId, request);
        return get(workOrderId);
    }

    @POST
    @Path("{workOrderId}/start")
    @Consumes(MediaType.APPLICATION_JSON)
    public WorkOrderView start(
            @PathParam("workOrderId") UUID workOrderId, @NotNull @Valid WorkOrderRequests.WorkOrderStep request) {
        orders.start(tenant.require(), workOrderId, request.version());
        return get(workOrderId);
    }

    @POST
    @Path("{workOrderId}/complete")
    @Consumes(MediaType.APPLICATION_JSON)
    public WorkOrderView complete(
            @PathParam("workOrderId") UUID workOrderId, @NotNull @Valid WorkOrderRequests.WorkOrderCompletion request) {
        orders.complete(tenant.require(), workOrderId, request);
        return get(workOrderId);
    }

    @POST
    @Path("{workOrderId}/cancel")
    @RolesAllowed(Roles.INDUSTRIAL_PLANNER)
    @Consumes(MediaType.APPLICATION_JSON)
    public WorkOrderView cancel(
            @PathParam("workOrderId") UUID workOrderId,
            @NotNull @Valid WorkOrderRequests.WorkOrderCancellation request) {
        orders.cancel(tenant.require(), workOrderId, request.version(), request.reason());
        return get(workOrderId);
    }

    /** For a maintenance system that keeps the order under an id of its own. */
    @PUT
    @Path("{workOrderId}/external")
    @RolesAllowed(Roles.INDUSTRIAL_PLANNER)
    @Consumes(MediaType.APPLICATION_JSON)
    public WorkOrderView external(
            @PathParam("workOrderId") UUID workOrderId, @NotNull @Valid WorkOrderRequests.WorkOrderExternalId request) {
        orders.external(tenant.require(), workOrderId, request.externalId());
        return get(workOrderId);
    }
}
