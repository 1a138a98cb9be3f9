package io.trivium.core.tenancy;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.trivium.core.sql.SqlFailure;
import io.trivium.core.sql.SqlQuery;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Opens transactions whose tenant PostgreSQL row-level security sees. The setting is local to the transaction, so a
 * pooled connection never carries it to the next borrower. Thread-safe.
 */
@ApplicationScoped
public class TenantTransactions {

    private static final SqlQuery<String> SET = SqlQuery.of(String.class, "select set_config(:name, :value, true)");

    private final DataSource dataSource;

    TenantTransactions(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Runs the work in a new transaction of this tenant; an exception rolls it back. */
    public <T> T call(TenantId tenant, Supplier<T> work) {
        return QuarkusTransaction.requiringNew().call(() -> {
            set("app.tenant", tenant.value());
            return work.get();
        });
    }

    /** As {@link #call}, without a result. */
    public void run(TenantId tenant, Runnable work) {
        QuarkusTransaction.requiringNew().run(() -> {
            set("app.tenant", tenant.value());
            work.run();
        });
    }

    /** Runs SQL in a new transaction of this tenant. */
    public <T> T withConnection(TenantId tenant, SqlFunction<Connection, T> work) {
        return call(tenant, () -> apply(work));
    }

    /**
     * As {@link #withConnection(TenantId, SqlFunction)}, for work that may take longer than a request should.
     *
     * @param timeout whole seconds; then the transaction is rolled back
     */
    public <T> T withConnection(TenantId tenant, Duration timeout, SqlFunction<Connection, T> work) {
        return QuarkusTransaction.requiringNew()
                .timeout(Math.toIntExact(timeout.toSeconds()))
                .call(() -> {
                    set("app.tenant", tenant.value());
                    return apply(work);
                });
    }

    /**
     * Runs the work in a new transaction without a tenant, in which the few tables with a platform policy (outbox,
     * audit reading) show the rows of all tenants, and every other tenant table shows none.
     */
    public <T> T callAsPlatform(Supplier<T> work) {
        return QuarkusTransaction.requiringNew().call(() -> {
            set("app.platform", "on");
            return work.get();
        });
    }

    /** As {@link #callAsPlatform}, without a result. */
    public void runAsPlatform(Runnable work) {
        QuarkusTransaction.requiringNew().run(() -> {
            set("app.platform", "on");
            work.run();
        });
    }

    /** As {@link #withConnection}, in a platform transaction. */
    public <T> T withPlatformConnection(SqlFunction<Connection, T> work) {
        return callAsPlatform(() -> apply(work));
    }

    /**
     * Runs SQL in the transaction that is open on this thread; for repositories whose caller opened it.
     *
     * @throws IllegalStateException if none is open: the statements would be committed one by one, without a tenant
     */
    public <T> T withOpenConnection(SqlFunction<Connection, T> work) {
        if (QuarkusTransaction.getStatus() == Status.STATUS_NO_TRANSACTION) {
            throw new IllegalStateException("no transaction is open");
        }
        return apply(work);
    }

    private <T> T apply(SqlFunction<Connection, T> work) {
        try (Connection connection = dataSource.getConnection()) {
            return work.apply(connection);
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    private void set(String name, String value) {
        apply(connection ->
                SET.on(connection).set("name", name).set("value", value).one());
    }
}
