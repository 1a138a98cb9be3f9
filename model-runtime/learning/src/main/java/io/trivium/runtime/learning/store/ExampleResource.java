package io.trivium.runtime.learning.store;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.model.TaskName;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.web.RequestTime;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Examples and their labels, of the caller's tenant. */
@Path("/v1/learning/tasks/{task}/examples")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR, Roles.PLATFORM_AUDITOR})
public class ExampleResource {
    private final ExampleReader reader;
    private final TenantContext tenants;
    private final InstantSource clock;

    ExampleResource(ExampleReader reader, TenantContext tenants, InstantSource clock) {
        this.reader = reader;
        this.tenants = tenants;
        this.clock = clock;
    }

    /**
     * The latest examples of a task, the last one first.
     *
     * @param labelled only those that have a label
     */
    @GET
    public List<RecentExampleView> recent(
            @PathParam("task") String task,
            @QueryParam("labelled") @DefaultValue("false") boolean labelled,
            @QueryParam("limit") @DefaultValue("20") @Min(1) @Max(100) int limit) {
        return reader.recent(
                tenants.require(), TaskName.parse(task).orElseThrow(StoredTasks::notFound), labelled, limit);
    }

    /**
     * One example with all statements about it.
     *
     * @param cutoff the label of that time: later observations of sources do not count; the present when absent
     * @param knownAt later arrivals do not count; the present when absent
     */
    @GET
    @Path("{example}")
    public ExampleView example(
            @PathParam("task") String task,
            @PathParam("example") String example,
            @QueryParam("cutoff") @Nullable OffsetDateTime cutoff,
            @QueryParam("knownAt") @Nullable OffsetDateTime knownAt) {
        Instant now = clock.instant();
        return reader.require(
                tenants.require(),
                TaskName.parse(task).orElseThrow(ExampleReader::notFound),
                example,
                cutoff == null ? now : RequestTime.of(cutoff),
                knownAt == null ? now : RequestTime.of(knownAt));
    }
}
