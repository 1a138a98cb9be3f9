package io.trivium.industrial.intake;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.industrial.IndustrialErrorCode;
import io.trivium.industrial.quality.QualityLog;
import io.trivium.industrial.reading.ReadingBatch;
import io.trivium.industrial.reading.ReadingDocument;
import io.trivium.industrial.reading.ReadingPublisher;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Readings over HTTP, of the caller's organisation. */
@Path("/v1/readings")
@RolesAllowed(Roles.INDUSTRIAL_INGEST)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class IntakeResource {
    private static final int PATIENCE_S = 12;

    private final ReadingPublisher publisher;
    private final QualityLog notes;
    private final TenantContext tenant;

    IntakeResource(ReadingPublisher publisher, QualityLog notes, TenantContext tenant) {
        this.publisher = publisher;
        this.notes = notes;
        this.tenant = tenant;
    }

    /**
     * The result of a batch.
     *
     * @param taken readings that the broker has
     * @param refused readings whose value is no number; GET /v1/data-quality says which
     */
    public record Taken(int taken, int refused) {}

    /** Takes a batch; when this answers, the broker has it. Sending it again changes nothing. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Taken take(@NotNull @Valid ReadingDocument document) {
        ReadingBatch batch = document.toBatch(tenant.require(), notes);
        if (batch.size() > 0) {
            confirm(batch);
        }
        return new Taken(batch.size(), document.readings().size() - batch.size());
    }

    private void confirm(ReadingBatch batch) {
        try {
            publisher.publish(batch, "http").get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new PlatformException(
                    IndustrialErrorCode.READINGS_NOT_TAKEN,
                    IndustrialErrorCode.READINGS_NOT_TAKEN.meaning(),
                    Map.of("retryAfter", 2),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException(
                    IndustrialErrorCode.READINGS_NOT_TAKEN, "The service is stopping.", Map.of("retryAfter", 5), e);
        }
    }
}
