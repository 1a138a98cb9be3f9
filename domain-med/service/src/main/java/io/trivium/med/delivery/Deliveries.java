package io.trivium.med.delivery;

import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes results into the outbox, in the transaction of what they are the result of. Thread-safe. */
@ApplicationScoped
public class Deliveries {

    private final List<Runnable> waiting = new CopyOnWriteArrayList<>();

    /**
     * One object, or the message about it, for one destination.
     *
     * @param message what is sent in the place of the object; empty for objects
     */
    public record Planned(Destination destination, String sopInstance, String role, Optional<String> message) {}

    /** Adds deliveries of a revision's objects within the caller's transaction; existing ones remain unchanged. */
    public void add(
            Connection connection, TenantId tenant, String study, int revision, List<Planned> planned, Instant now)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                        insert into delivery (tenant_id, destination, sop_instance_uid, study_instance_uid, revision, role,
                            state, next_attempt_at, created_at)
                        values (?, ?, ?, ?, ?, ?, 'pending', ?, ?) on conflict do nothing""");
                PreparedStatement message = connection.prepareStatement("""
                        insert into delivery_message (tenant_id, destination, sop_instance_uid, body)
                        values (?, ?, ?, ?) on conflict do nothing""")) {
            for (Planned each : planned) {
                insert.setString(1, tenant.value());
                insert.setString(2, each.destination().name());
                insert.setString(3, each.sopInstance());
                insert.setString(4, study);
                insert.setInt(5, revision);
                insert.setString(6, each.role());
                insert.setObject(7, now.atOffset(ZoneOffset.UTC));
                insert.setObject(8, now.atOffset(ZoneOffset.UTC));
                insert.executeUpdate();
                if (each.message().isPresent()) {
                    message.setString(1, tenant.value());
                    message.setString(2, each.destination().name());
                    message.setString(3, each.sopInstance());
                    message.setString(4, each.message().orElseThrow());
                    message.executeUpdate();
                }
            }
        }
    }

    /** There may be something to send: call it after the commit. */
    public void wake() {
        waiting.forEach(Runnable::run);
    }

    void whenWoken(Runnable action) {
        waiting.add(action);
    }
}
