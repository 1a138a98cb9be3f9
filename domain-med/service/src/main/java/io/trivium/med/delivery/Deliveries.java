package io.trivium.med.delivery;

import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.med.dataset.StudyInstanceUid;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes results into the outbox, in the transaction of what they are the result of. Thread-safe. */
@ApplicationScoped
public class Deliveries {

    private static final SqlUpdate ADD = SqlUpdate.of("""
        insert into delivery (tenant_id, destination, sop_instance_uid, study_instance_uid, revision, role, state,
            next_attempt_at, created_at)
        values (:tenant, :destination, :sopInstance, :study, :revision, :role, 'pending', :now, :now)
        on conflict do nothing
        """);

    private static final SqlUpdate ADD_MESSAGE = SqlUpdate.of("""
        insert into delivery_message (tenant_id, destination, sop_instance_uid, body)
        values (:tenant, :destination, :sopInstance, :body) on conflict do nothing
        """);

    private final List<Runnable> waiting = new CopyOnWriteArrayList<>();

    /**
     * One object, or the message about it, for one destination.
     *
     * @param message what is sent in the place of the object; empty for objects
     */
    public record Planned(Destination destination, String sopInstance, String role, Optional<String> message) {}

    /** Adds deliveries of a revision's objects within the caller's transaction; existing ones remain unchanged. */
    public void add(
            Connection connection,
            TenantId tenant,
            StudyInstanceUid study,
            int revision,
            List<Planned> planned,
            Instant now) {
        ADD.batch(
                connection,
                planned,
                (call, each) -> call.set("tenant", tenant)
                        .set("destination", each.destination().name())
                        .set("sopInstance", each.sopInstance())
                        .set("study", study)
                        .set("revision", revision)
                        .set("role", each.role())
                        .set("now", now));
        List<Planned> messages =
                planned.stream().filter(each -> each.message().isPresent()).toList();
        ADD_MESSAGE.batch(
                connection,
                messages,
                (call, each) -> call.set("tenant", tenant)
                        .set("destination", each.destination().name())
                        .set("sopInstance", each.sopInstance())
                        .set("body", each.message().orElseThrow()));
    }

    /** There may be something to send: call it after the commit. */
    public void wake() {
        waiting.forEach(Runnable::run);
    }

    void whenWoken(Runnable action) {
        waiting.add(action);
    }
}
