package io.trivium.runtime.learning.update;

import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.learning.store.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import org.jspecify.annotations.Nullable;

/** Allows one running update at a time on a machine, whichever services run on it. Thread-safe. */
@ApplicationScoped
public class MachineLease {
    private static final Path HOSTNAME = Path.of("/proc/sys/kernel/hostname");

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
        return change("""
                insert into learning_update_lease (machine, owner, expires_at)
                values (?, ?, clock_timestamp() + ? * interval '1 millisecond')
                on conflict (machine) do update set owner = excluded.owner, expires_at = excluded.expires_at
                    where learning_update_lease.owner = excluded.owner
                        or learning_update_lease.expires_at < clock_timestamp()""", machine, owner, config.lease().toMillis());
    }

    public void release(String owner) {
        change("delete from learning_update_lease where machine = ? and owner = ?", machine, owner);
    }

    private boolean change(String sql, @Nullable Object... values) {
        return transactions.withPlatformConnection(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                return Sql.update(statement, values) > 0;
            }
        });
    }
}
