package io.trivium.core.audit;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The audit log of the caller's tenant; a platform service sees the platform's own. */
@Path("/v1/audit")
@RolesAllowed(Roles.PLATFORM_AUDITOR)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AuditResource {

    private static final int EXPORT_BATCH = 1_000;
    private static final String NO_NUL = "[^\\x00]*";

    private final AuditReader reader;
    private final TenantContext tenant;

    AuditResource(AuditReader reader, TenantContext tenant) {
        this.reader = reader;
        this.tenant = tenant;
    }

    /** Entries that match every filter given, newest first; texts match any part, upper and lower case alike. */
    @GET
    public AuditPage list(
            @QueryParam("before") @Min(1) @Nullable Long before,
            @QueryParam("actor") @Size(max = 200) @Pattern(regexp = NO_NUL) @Nullable String actor,
            @QueryParam("action") @Size(max = 100) @Pattern(regexp = NO_NUL) @Nullable String action,
            @QueryParam("object") @Size(max = 500) @Pattern(regexp = NO_NUL) @Nullable String object,
            @QueryParam("outcome") @Pattern(regexp = "success|refused|failure") @Nullable String outcome,
            @QueryParam("from") @Nullable OffsetDateTime from,
            @QueryParam("to") @Nullable OffsetDateTime to,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(500) int limit) {
        AuditSearch search = new AuditSearch(actor, action, object, outcome, from, to);
        List<AuditEntry> entries =
                reader.search(tenant.forAudit(), search, before == null ? Long.MAX_VALUE : before, limit);
        Long next = entries.size() == limit && entries.getLast().seq() > 1
                ? Long.valueOf(entries.getLast().seq())
                : null;
        return new AuditPage(entries.stream().map(AuditEntryView::of).toList(), next);
    }

    /** The whole chain, oldest first: per line the canonical JSON that was hashed, with its hash added at the end. */
    @GET
    @Path("export")
    @Produces("application/x-ndjson")
    public Response export() {
        TenantId owner = tenant.forAudit();
        StreamingOutput lines = out -> {
            long last = 0;
            for (List<AuditEntry> batch = reader.after(owner, last, EXPORT_BATCH);
                    !batch.isEmpty();
                    batch = reader.after(owner, last, EXPORT_BATCH)) {
                for (AuditEntry entry : batch) out.write((entry.exportLine() + "\n").getBytes(StandardCharsets.UTF_8));
                last = batch.getLast().seq();
            }
        };
        return Response.ok(lines)
                .header("Content-Disposition", "attachment; filename=\"audit-" + owner + ".ndjson\"")
                .build();
    }

    /** Verifies the chain with what this instance holds; an auditor who trusts only the key verifies an export. */
    @GET
    @Path("verification")
    public AuditReport verification() {
        return reader.verify(tenant.forAudit());
    }
}
