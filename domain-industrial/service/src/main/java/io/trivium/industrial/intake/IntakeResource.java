package io.trivium.industrial.intake;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.industrial.IndustrialErrorCode;
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
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Readings over HTTP, of the caller's organisation. */
@Path("/v1/readings")
@RolesAllowed(Roles.INDUSTRIAL_INGEST)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class IntakeResource {
    private static final int PATIENCE_S = 12;
    /** RFC 4918, section 11.1. */
    private static final int MULTI_STATUS = 207;

    private final ReadingPublisher publisher;
    private final IntakeDesk desk;
    private final TenantContext tenant;

    IntakeResource(ReadingPublisher publisher, IntakeDesk desk, TenantContext tenant) {
        this.publisher = publisher;
        this.desk = desk;
        this.tenant = tenant;
    }

    /**
     * Takes a batch; when this answers, the broker has what it takes. Sending it again changes nothing. 200 when every
     * reading is taken or a duplicate, else 207.
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @APIResponse(
            responseCode = "200",
            description = "Every reading is taken, or is there already",
            content = @Content(schema = @Schema(implementation = IntakeAnswer.class)))
    @APIResponse(
            responseCode = "207",
            description = "Some readings are refused or among the dead letters; the notes say which and why."
                    + " Sending them again as they are does not help",
            content = @Content(schema = @Schema(implementation = IntakeAnswer.class)))
    public Response take(@NotNull @Valid ReadingDocument document) {
        IntakeDesk.Judged judged = desk.judge(tenant.require(), document);
        if (judged.toSend().size() > 0) confirm(judged.toSend());
        IntakeAnswer answer = judged.answer();
        boolean whole = answer.refused() == 0 && answer.deadLettered() == 0;
        return Response.status(whole ? 200 : MULTI_STATUS).entity(answer).build();
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
