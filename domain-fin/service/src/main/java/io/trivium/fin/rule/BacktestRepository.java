package io.trivium.fin.rule;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Back-tests in PostgreSQL; every call runs in the caller's transaction. Thread-safe. */
@ApplicationScoped
class BacktestRepository {

    /** A running back-test without a heartbeat for this long ended with its instance. */
    static final Duration SILENCE = Duration.ofMinutes(1);

    private static final String COLUMNS = """
        backtest_id, rule_id, version, from_time as "from", to_time as "to",
        case when state = 'running' and beat_at < :silent then 'failed' else state end as state,
        requested_by, created_at, finished_at, rows_read, rows_total, result,
        case when state = 'running' and beat_at < :silent then 'The instance that ran it stopped.' else failure end
            as failure
        """;

    private static final SqlUpdate ADD = SqlUpdate.of("""
        insert into rule_backtest (tenant_id, backtest_id, rule_id, version, from_time, to_time, state,
            requested_by, created_at, beat_at, rows_total)
        values (:tenant, :id, :ruleId, :version, :from, :to, 'running', :requestedBy, :createdAt, :createdAt,
            :rowsTotal)
        """);

    private static final SqlUpdate BEAT = SqlUpdate.of("""
        update rule_backtest set rows_read = :rowsRead, beat_at = :now
        where tenant_id = :tenant and backtest_id = :id and state = 'running'
        """);

    private static final SqlUpdate FINISH = SqlUpdate.of("""
        update rule_backtest set state = :state, rows_read = greatest(rows_read, :rowsRead),
            result = :result::jsonb, failure = :failure, finished_at = :now
        where tenant_id = :tenant and backtest_id = :id and state = 'running'
        """);

    private static final SqlQuery<BacktestView> FIND = SqlQuery.of(
            BacktestView.class,
            "select " + COLUMNS + " from rule_backtest where tenant_id = :tenant and backtest_id = :id");

    private static final SqlQuery<BacktestView> LIST = SqlQuery.of(
            BacktestView.class,
            "select " + COLUMNS + " from rule_backtest where tenant_id = :tenant and rule_id = :ruleId"
                    + " order by created_at desc limit :limit");

    private static final SqlQuery<UUID> NEWEST_DONE = SqlQuery.of(UUID.class, """
        select backtest_id from rule_backtest
        where tenant_id = :tenant and rule_id = :ruleId and version = :version and state = 'done'
        order by finished_at desc limit 1
        """);

    void add(Connection connection, TenantId tenant, BacktestView backtest) {
        ADD.on(connection)
                .set("tenant", tenant)
                .set("id", backtest.backtestId())
                .set("ruleId", backtest.ruleId())
                .set("version", backtest.version())
                .set("from", backtest.from())
                .set("to", backtest.to())
                .set("requestedBy", backtest.requestedBy())
                .set("createdAt", backtest.createdAt())
                .set("rowsTotal", backtest.rowsTotal())
                .run();
    }

    /** Records the progress; returns false if the back-test has ended. */
    boolean beat(Connection connection, TenantId tenant, UUID id, long rowsRead, Instant now) {
        return BEAT.on(connection)
                        .set("tenant", tenant)
                        .set("id", id)
                        .set("rowsRead", rowsRead)
                        .set("now", now)
                        .run()
                == 1;
    }

    /** Ends one that is running; false when it had ended. */
    boolean finish(
            Connection connection,
            TenantId tenant,
            UUID id,
            String state,
            long rowsRead,
            @Nullable BacktestResult result,
            @Nullable String failure,
            Instant now) {
        return FINISH.on(connection)
                        .set("tenant", tenant)
                        .set("id", id)
                        .set("state", state)
                        .set("rowsRead", rowsRead)
                        .json("result", result)
                        .set("failure", failure)
                        .set("now", now)
                        .run()
                == 1;
    }

    Optional<BacktestView> find(Connection connection, TenantId tenant, UUID id, Instant now) {
        return FIND.on(connection)
                .set("tenant", tenant)
                .set("id", id)
                .set("silent", now.minus(SILENCE))
                .first();
    }

    /** Returns the back-tests of a rule, newest first. */
    List<BacktestView> list(Connection connection, TenantId tenant, String ruleId, int limit, Instant now) {
        return LIST.on(connection)
                .set("tenant", tenant)
                .set("ruleId", ruleId)
                .set("limit", limit)
                .set("silent", now.minus(SILENCE))
                .list();
    }

    Optional<UUID> newestDone(Connection connection, TenantId tenant, String ruleId, int version) {
        return NEWEST_DONE
                .on(connection)
                .set("tenant", tenant)
                .set("ruleId", ruleId)
                .set("version", version)
                .first();
    }
}
