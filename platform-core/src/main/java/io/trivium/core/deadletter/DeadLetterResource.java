package io.trivium.core.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Records that this service could not take: look at them, send them again, give them up. */
@Path("/v1/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({"platform-admin", "${platform.dead-letter.role:platform-admin}"})
public class DeadLetterResource {
    private final DeadLetterService letters;

    DeadLetterResource(DeadLetterService letters) {
        this.letters = letters;
    }

    /**
     * One page of a list, newest first.
     *
     * @param next cursor of the following page; absent on the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Page(List<DeadLetterView> items, @Nullable String next) {}

    /**
     * Options of a replay.
     *
     * @param payload event to send instead of the one that failed; absent to send that
     * @param note why, for the audit log
     */
    public record Replay(
            @Nullable @Size(max = 65536) String payload,
            @Nullable @Size(max = 500) String note) {}

    /** Why a dead letter is given up. */
    public record Discard(
            @NotNull @NotBlank @Size(max = 500) String reason) {}

    /** The dead letters of the caller's tenant. */
    @GET
    public Page list(
            @QueryParam("state") @Nullable DeadLetterState state,
            @QueryParam("topic") @Nullable @Size(max = 249) String topic,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit,
            @QueryParam("cursor") @Nullable @Size(max = 100) String cursor) {
        List<StoredDeadLetter> found = letters.list(state, topic, cursor(cursor), limit + 1);
        List<DeadLetterView> items =
                found.stream().limit(limit).map(DeadLetterView::summary).toList();
        if (found.size() <= limit) return new Page(items, null);
        StoredDeadLetter last = found.get(limit - 1);
        return new Page(items, new DeadLetterRepository.Cursor(last.failedAt(), last.id()).toString());
    }

    /** One dead letter with the beginning of its payload. */
    @GET
    @Path("{id}")
    public DeadLetterView get(@PathParam("id") UUID id) {
        return DeadLetterView.of(letters.require(id));
    }

    /** Sends the record to its topic of origin once more, corrected or as it was. */
    @POST
    @Path("{id}/replay")
    @Consumes(MediaType.APPLICATION_JSON)
    public DeadLetterView replay(@PathParam("id") UUID id, @Nullable @Valid Replay request) {
        return DeadLetterView.of(letters.replay(
                id, request == null ? null : request.payload(), request == null ? null : request.note()));
    }

    /** Gives a dead letter up. */
    @POST
    @Path("{id}/discard")
    @Consumes(MediaType.APPLICATION_JSON)
    public DeadLetterView discard(@PathParam("id") UUID id, @NotNull @Valid Discard request) {
        return DeadLetterView.of(letters.discard(id, request.reason()));
    }

    private static DeadLetterRepository.@Nullable Cursor cursor(@Nullable String text) {
        if (text == null) return null;
        try {
            return DeadLetterRepository.Cursor.parse(text);
        } catch (IllegalArgumentException e) {
            throw new PlatformException(
                    CoreErrorCode.INVALID_VALUE, "The cursor is not one of this list.", Map.of("field", "cursor"), e);
        }
    }
}
