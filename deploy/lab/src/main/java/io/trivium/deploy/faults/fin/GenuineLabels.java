package io.trivium.deploy.faults.fin;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.standalone.Database;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.supervision.Platform;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Labels authorizations without complaints as genuine, as a bank does after the time for complaints. */
public final class GenuineLabels {
    private GenuineLabels() {}

    /**
     * Sends one label for each authorization of a tenant that has none.
     *
     * @param before of authorizations that happened earlier
     * @param known after which time from the authorization the label was known
     * @return how many were sent and acknowledged
     */
    public static int send(Platform platform, PlatformStatus status, String tenant, Instant before, Duration known) {
        Ledger ledger = new Ledger();
        try (Connection connection = new Database(status, platform.data()).connect();
                PreparedStatement query = connection.prepareStatement("""
                    select d.authorization_id, d.occurred_at from fin.decision d
                    where d.tenant_id = ? and d.occurred_at < ? and not exists (select from runtime.learning_label l
                        where l.tenant_id = d.tenant_id and l.example_id = d.authorization_id)\
                    """);
                KafkaSender sender = new KafkaSender(platform.kafka(), ledger)) {
            query.setString(1, tenant);
            query.setObject(2, before.atOffset(ZoneOffset.UTC));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    Instant at = row.getTimestamp(2).toInstant().plus(known);
                    sender.send(new Traffic.Step.Observe(new Label(tenant, row.getString(1), false, at)));
                }
            }
            sender.flush();
        } catch (SQLException e) {
            throw LauncherException.failure("The decisions in PostgreSQL cannot be read: " + e.getMessage());
        }
        List<String> surprises = new ArrayList<>(ledger.surprises());
        if (!surprises.isEmpty()) throw LauncherException.failure(surprises.getFirst());
        return ledger.labels().size();
    }
}
