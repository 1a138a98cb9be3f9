package io.trivium.med.delivery;

import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.MedErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Collectors;

/** An operator's view of destinations and acts on them; every act is audited. Thread-safe. */
@ApplicationScoped
public class Destinations {

    private record Paused(String destination, Pause pause) {}

    private static final SqlQuery<Paused> PAUSES = SqlQuery.of(
            Paused.class, "select destination, paused_by as by, paused_at as at, reason from destination_pause");

    private static final SqlUpdate PAUSE = SqlUpdate.of("""
        insert into destination_pause (tenant_id, destination, paused_by, paused_at, reason)
        values (:tenant, :destination, :by, :now, :reason) on conflict do nothing
        """);

    private static final SqlUpdate RESUME =
            SqlUpdate.of("delete from destination_pause where destination = :destination");

    private static final SqlUpdate RETRY_DEAD = SqlUpdate.of("""
        update delivery set state = 'pending', attempts = 0, next_attempt_at = :now, lease_until = null
        where destination = :destination and state = 'dead' and (:all or sop_instance_uid = any (:objects))
        """);

    private final DestinationList destinations;
    private final TenantTransactions transactions;
    private final Deliveries deliveries;
    private final AuditLog audit;
    private final InstantSource clock;

    Destinations(
            DestinationList destinations,
            TenantTransactions transactions,
            Deliveries deliveries,
            AuditLog audit,
            InstantSource clock) {
        this.destinations = destinations;
        this.transactions = transactions;
        this.deliveries = deliveries;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A destination and its queue.
     *
     * @param kind {@code c-store}, {@code stow}, {@code hl7} or {@code fhir}; empty if it is no longer configured
     * @param commitment whether {@code sent} is followed by {@code committed}
     * @param pending deliveries that are not done yet, including those that failed and are retried
     * @param sent accepted by the other side, as far as it reported
     * @param committed the other side has committed to keep them
     * @param dead abandoned until an operator retries them
     * @param oldest when the oldest pending one was created
     * @param lastSent when the other side last accepted one of the newest hundred deliveries
     * @param lastError newest error of a pending or dead delivery, with the action to take
     */
    public record Status(
            String name,
            Optional<String> kind,
            boolean commitment,
            Optional<Pause> pause,
            int pending,
            int sent,
            int committed,
            int dead,
            Optional<Instant> oldest,
            Optional<Instant> lastSent,
            Optional<String> lastError) {}

    /** The user who stopped a destination, the time and the reason. */
    public record Pause(String by, Instant at, String reason) {}

    /**
     * The waiting deliveries of a destination.
     *
     * @param uncommitted deliveries that it accepted but has not committed; none if commitment is not requested
     */
    record Waiting(String name, int pending, int uncommitted, int dead, Optional<Instant> oldest) {}

    /** All destinations of an organisation, by name: those that are configured, and others that results were made for. */
    public List<Status> list(TenantId tenant) {
        Map<String, Pause> pauses = pauses(tenant);
        return transactions.withConnection(tenant, connection -> {
            DeliveryCounts counts = new DeliveryCounts(connection, tenant);
            SortedSet<String> names = names(tenant, counts);
            names.addAll(pauses.keySet());
            List<Status> found = new ArrayList<>();
            for (String name : names) found.add(status(tenant, name, counts, Optional.ofNullable(pauses.get(name))));
            return found;
        });
    }

    /** Returns the waiting deliveries of an organisation's present destinations, by name, however many were delivered. */
    List<Waiting> waiting(TenantId tenant) {
        return transactions.withConnection(tenant, connection -> {
            DeliveryCounts counts = new DeliveryCounts(connection, tenant);
            List<Waiting> found = new ArrayList<>();
            for (Destination destination : destinations.of(tenant)) {
                String name = destination.name();
                DeliveryCounts.InState pending = counts.inState(name, "pending");
                found.add(new Waiting(
                        name,
                        pending.number(),
                        destination.commitment() ? counts.inState(name, "sent").number() : 0,
                        counts.inState(name, "dead").number(),
                        pending.oldest()));
            }
            return found;
        });
    }

    private SortedSet<String> names(TenantId tenant, DeliveryCounts counts) {
        SortedSet<String> names = counts.destinations();
        destinations.of(tenant).forEach(each -> names.add(each.name()));
        return names;
    }

    private Status status(TenantId tenant, String name, DeliveryCounts counts, Optional<Pause> pause) {
        Optional<Destination> configured = destinations.find(tenant, name);
        DeliveryCounts.InState pending = counts.inState(name, "pending");
        return new Status(
                name,
                configured.map(each -> each.kind().word()),
                configured.map(Destination::commitment).orElse(false),
                pause,
                pending.number(),
                counts.inState(name, "sent").number(),
                counts.inState(name, "committed").number(),
                counts.inState(name, "dead").number(),
                pending.oldest(),
                counts.lastSent(name),
                counts.lastError(name));
    }

    private Map<String, Pause> pauses(TenantId tenant) {
        return transactions
                .withConnection(tenant, connection -> PAUSES.on(connection).list())
                .stream()
                .collect(Collectors.toMap(Paused::destination, Paused::pause));
    }

    /**
     * Stops a destination: what is being sent is finished, nothing else is begun.
     *
     * @param by who does it
     * @throws PlatformException {@link MedErrorCode#DESTINATION_NOT_FOUND}, or {@link MedErrorCode#DESTINATION_STATE}
     *     where it is stopped already
     */
    public void pause(TenantId tenant, String name, String by, String reason) {
        require(tenant, name);
        int paused = transactions.withConnection(tenant, connection -> {
            int added = PAUSE.on(connection)
                    .set("tenant", tenant)
                    .set("destination", name)
                    .set("by", by)
                    .set("now", clock.instant())
                    .set("reason", reason)
                    .run();
            if (added > 0) record(tenant, by, "destination.pause", name, Map.of("reason", reason));
            return added;
        });
        if (paused == 0) throw state("The destination is paused already.");
    }

    /**
     * Resumes a destination.
     *
     * @throws PlatformException {@link MedErrorCode#DESTINATION_NOT_FOUND}, or {@link MedErrorCode#DESTINATION_STATE}
     *     where it is not stopped
     */
    public void resume(TenantId tenant, String name, String by, String reason) {
        require(tenant, name);
        int resumed = transactions.withConnection(tenant, connection -> {
            int removed = RESUME.on(connection).set("destination", name).run();
            if (removed > 0) record(tenant, by, "destination.resume", name, Map.of("reason", reason));
            return removed;
        });
        if (resumed == 0) throw state("The destination is not paused.");
        deliveries.wake();
    }

    /**
     * Tries dead deliveries of a destination again, with as many attempts as new ones.
     *
     * @param objects SOP Instance UIDs; empty for all
     * @return how many
     * @throws PlatformException {@link MedErrorCode#DESTINATION_NOT_FOUND}
     */
    public int retryDead(TenantId tenant, String name, List<String> objects, String by, String reason) {
        require(tenant, name);
        int retried = transactions.withConnection(tenant, connection -> {
            int count = RETRY_DEAD
                    .on(connection)
                    .set("now", clock.instant())
                    .set("destination", name)
                    .set("all", objects.isEmpty())
                    .set("objects", objects)
                    .run();
            Map<String, ?> details = Map.of("deliveries", count, "reason", reason);
            if (count > 0) record(tenant, by, "destination.retry", name, details);
            return count;
        });
        deliveries.wake();
        return retried;
    }

    private void record(TenantId tenant, String by, String action, String name, Map<String, ?> details) {
        audit.append(new AuditEvent(tenant, by, action, "destination/" + name, AuditOutcome.SUCCESS, details));
    }

    private static PlatformException state(String what) {
        return new PlatformException(MedErrorCode.DESTINATION_STATE, what);
    }

    /**
     * Refuses a name that no destination has.
     *
     * @throws PlatformException {@link MedErrorCode#DESTINATION_NOT_FOUND}
     */
    public void require(TenantId tenant, String name) {
        if (destinations.find(tenant, name).isEmpty() && !isKnown(tenant, name)) {
            throw new PlatformException(
                    MedErrorCode.DESTINATION_NOT_FOUND, "The caller's organisation has no destination of this name.");
        }
    }

    private boolean isKnown(TenantId tenant, String name) {
        return transactions
                .withConnection(tenant, connection -> new DeliveryCounts(connection, tenant).destinations())
                .contains(name);
    }
}
