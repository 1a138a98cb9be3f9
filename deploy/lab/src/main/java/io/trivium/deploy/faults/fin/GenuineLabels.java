package io.trivium.deploy.faults.fin;

import io.trivium.core.sql.SqlFailure;
import io.trivium.core.sql.SqlQuery;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.standalone.Database;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.supervision.Platform;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Labels authorizations without complaints as genuine, as a bank does after the time for complaints. */
public final class GenuineLabels {
    private static final SqlQuery<Unlabelled> UNLABELLED = SqlQuery.of(Unlabelled.class, """
        select d.authorization_id, d.occurred_at from fin.decision d
        where d.tenant_id = :tenant and d.occurred_at < :before and not exists (select from runtime.learning_label l
            where l.tenant_id = d.tenant_id and l.example_id = d.authorization_id)
        """);

    private GenuineLabels() {}

    private record Unlabelled(String authorizationId, Instant occurredAt) {}

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
                KafkaSender sender = new KafkaSender(platform.kafka(), ledger)) {
            UNLABELLED
                    .on(connection)
                    .set("tenant", tenant)
                    .set("before", before)
                    .each(each -> {
                        Instant at = each.occurredAt.plus(known);
                        sender.send(new Traffic.Step.Observe(new Label(tenant, each.authorizationId, false, at)));
                    });
            sender.flush();
        } catch (SQLException | SqlFailure e) {
            throw LauncherException.failure("The decisions in PostgreSQL cannot be read: " + e.getMessage());
        }
        List<String> surprises = new ArrayList<>(ledger.surprises());
        if (!surprises.isEmpty()) throw LauncherException.failure(surprises.getFirst());
        return ledger.labels().size();
    }
}
