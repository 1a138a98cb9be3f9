package io.trivium.runtime.learning.update;

import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Allows one running update at a time on a machine, whichever services run on it. Thread-safe. */
@ApplicationScoped
public class MachineLease {
    private static final Path HOSTNAME = Path.of("/proc/sys/kernel/hostname");

    private static final SqlUpdate TAKE = SqlUpdate.of("""
            insert into learning_update_lease (machine, owner, expires_at)
            values (:machine, :owner, clock_timestamp() + :leaseMillis * interval '1 millisecond')
            on conflict (machine) do update set owner = excluded.owner, expires_at = excluded.expires_at
                where learning_update_lease.owner = excluded.owner
                    or learning_update_lease.expires_at < clock_timestamp()
            """);

    private static final SqlUpdate RELEASE =
            SqlUpdate.of("delete from learning_update_lease where machine = :machine and owner = :owner");

    private final TenantTransactions transactions;
    private final UpdateConfig config;
    private final String machine = name();

    MachineLease(TenantTransactions transactions, UpdateConfig config) {
        this.transactions = transactions;
        this.config = config;
    }

    private static String name() {
        try {
            return Files.readString(HOSTNAME).strip();
        } catch (IOException e) {
            return "this machine";
        }
    }

    /** Takes it, or renews it; false when another owner holds it. */
    public boolean take(String owner) {
        return transactions.withPlatformConnection(connection -> TAKE.on(connection)
                        .set("machine", machine)
                        .set("owner", owner)
                        .set("leaseMillis", config.lease().toMillis())
                        .run()
                > 0);
    }

    public void release(String owner) {
        transactions.withPlatformConnection(connection -> RELEASE.on(connection)
                .set("machine", machine)
                .set("owner", owner)
                .run());
    }
}
