package io.trivium.core.connection;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.core.connection.StoredConnection.Revision;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A connection; secrets are named, never shown.
 *
 * @param id null where it is configured
 * @param state how it is used; a configured one is active
 * @param configured whether it is in the configuration of the service and cannot be changed here
 * @param revision newest one; to be named by whoever changes, approves or rejects it
 * @param activeRevision the one that is used while the state is active
 * @param settings those of the active revision, or of the newest one before the first approval
 * @param secrets settings that have a secret
 * @param pending the revision that waits for approval by another person
 * @param lastError the last failure of its use
 * @param lastSuccessAt when it last worked
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ManagedConnectionView(
        @Nullable UUID id,
        String kind,
        String name,
        ConnectionState state,
        boolean configured,
        @Nullable Integer revision,
        @Nullable Integer activeRevision,
        Map<String, Object> settings,
        List<String> secrets,
        @Nullable String proposedBy,
        @Nullable Instant proposedAt,
        @Nullable String approvedBy,
        @Nullable Instant approvedAt,
        @Nullable PendingRevision pending,
        @Nullable String pausedBy,
        @Nullable String pauseReason,
        @Nullable String lastError,
        @Nullable Instant lastErrorAt,
        @Nullable Instant lastSuccessAt,
        @Nullable Instant changedAt) {

    /** A revision that is not used yet. */
    public record PendingRevision(
            int revision, Map<String, Object> settings, List<String> secrets, String proposedBy, Instant proposedAt) {}

    /**
     * A kind of connection that this service has.
     *
     * @param fields its settings, in the order of a form
     */
    public record KindView(String name, List<ConnectionField> fields) {}

    static ManagedConnectionView of(StoredConnection stored) {
        Revision current = stored.current();
        return new ManagedConnectionView(
                stored.id(),
                stored.kind(),
                stored.name(),
                stored.state(),
                false,
                stored.newest().number(),
                stored.active().map(Revision::number).orElse(null),
                current.settings(),
                current.secretNames(),
                current.proposedBy(),
                current.proposedAt(),
                current.approvedBy(),
                current.approvedAt(),
                stored.pending().map(ManagedConnectionView::pending).orElse(null),
                stored.pause() == null ? null : stored.pause().by(),
                stored.pause() == null ? null : stored.pause().reason(),
                stored.lastError(),
                stored.lastErrorAt(),
                stored.lastSuccessAt(),
                stored.changedAt());
    }

    private static PendingRevision pending(Revision revision) {
        return new PendingRevision(
                revision.number(),
                revision.settings(),
                revision.secretNames(),
                revision.proposedBy(),
                revision.proposedAt());
    }

    static ManagedConnectionView of(String kind, ConnectionKind.Configured configured) {
        return new ManagedConnectionView(
                null,
                kind,
                configured.name(),
                ConnectionState.ACTIVE,
                true,
                null,
                null,
                configured.settings().values(),
                List.copyOf(configured.settings().secrets().keySet()),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
