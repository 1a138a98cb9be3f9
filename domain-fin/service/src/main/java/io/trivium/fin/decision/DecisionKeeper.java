package io.trivium.fin.decision;

import io.quarkus.scheduler.Scheduled;
import io.trivium.core.sql.SqlFailure;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.OwnerConnection;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Ensures that a partition of decisions exists for every week of the next half year, however long the service runs, and
 * drops expired decisions and labels. Works as the owner of the tables, since the service's own role owns nothing; one
 * instance at a time.
 */
@ApplicationScoped
class DecisionKeeper {
    private static final Logger LOG = Logger.getLogger(DecisionKeeper.class);
    private static final int WEEKS_AHEAD = 26;

    /** PostgreSQL's key for "one instance at a time". */
    private static final long ONE_AT_A_TIME = 0x66696e2d6b656570L;

    // Readers of decisions must not wait for long behind the drop, nor the drop behind a long report.
    private static final SqlUpdate LIMIT_WAIT = SqlUpdate.of("set local lock_timeout = '5s'");

    private static final SqlQuery<Boolean> IS_ALONE =
            SqlQuery.of(Boolean.class, "select pg_try_advisory_xact_lock(:key)");

    private static final SqlQuery<Boolean> MAKE_WEEK =
            SqlQuery.of(Boolean.class, "select decision_partition(:monday) is null");

    private static final SqlQuery<Integer> DROP_WEEKS =
            SqlQuery.of(Integer.class, "select drop_decision_weeks(:before)");

    private static final SqlQuery<String> ACT_FOR =
            SqlQuery.of(String.class, "select set_config('app.tenant', :tenant, true)");

    private static final SqlUpdate DELETE_DECISIONS =
            SqlUpdate.of("delete from decision_default where occurred_at < :before");

    private static final SqlUpdate DELETE_LABELS =
            SqlUpdate.of("delete from authorization_label where observed_at < :before");

    private static final SqlUpdate DELETE_OBSERVATIONS =
            SqlUpdate.of("delete from label_observation where received_at < :before");

    private static final SqlUpdate DELETE_REVERSALS =
            SqlUpdate.of("delete from authorization_reversal where received_at < :before");

    private final RetentionConfig config;
    private final KnownTenants tenants;
    private final InstantSource clock;

    DecisionKeeper(RetentionConfig config, KnownTenants tenants, InstantSource clock) {
        this.config = config;
        this.tenants = tenants;
        this.clock = clock;
    }

    /**
     * Numbers of dropped items.
     *
     * @param weeks partitions
     * @param decisions of no week, which had a partition of their own
     * @param labels of both tables
     */
    record Dropped(int weeks, int decisions, int labels) {
        boolean isNothing() {
            return weeks == 0 && decisions == 0 && labels == 0;
        }
    }

    @Scheduled(identity = "decision-weeks", every = "1h", delayed = "3m")
    void everyHour() {
        try (Connection connection =
                OwnerConnection.open(config.databaseUrl(), config.ownerUser(), config.ownerPassword(), "retention")) {
            keep(connection);
        } catch (SQLException e) {
            unreachable(e.getSQLState());
        } catch (SqlFailure e) {
            unreachable(e.sqlState());
        }
    }

    private static void unreachable(String sqlState) {
        LOG.warnf("weeks of decisions are neither made nor dropped for the moment: SQLSTATE %s", sqlState);
    }

    private void keep(Connection connection) throws SQLException {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        connection.setAutoCommit(false);
        if (!isAlone(connection)) return;
        makeWeeks(connection, today);
        Duration kept = config.keepDecisions().orElse(null);
        if (kept != null) {
            LocalDate before = LocalDate.ofInstant(clock.instant().minus(kept), ZoneOffset.UTC);
            Dropped dropped = drop(connection, before, tenants.all());
            if (!dropped.isNothing()) {
                LOG.infof(
                        "decisions of payments before %s were deleted: %d weeks, %d of no week, %d labels",
                        before, dropped.weeks(), dropped.decisions(), dropped.labels());
            }
        }
        connection.commit();
    }

    private static boolean isAlone(Connection connection) {
        LIMIT_WAIT.on(connection).run();
        return IS_ALONE.on(connection).set("key", ONE_AT_A_TIME).one();
    }

    static void makeWeeks(Connection connection, LocalDate today) {
        LocalDate monday = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        for (int i = 0; i <= WEEKS_AHEAD; i++)
            MAKE_WEEK.on(connection).set("monday", monday.plusWeeks(i)).one();
    }

    /** Drops older data, for these tenants also the decisions that are in no weekly partition. */
    static Dropped drop(Connection connection, LocalDate before, Set<TenantId> tenants) {
        int weeks = DROP_WEEKS.on(connection).set("before", before).one();
        Instant midnight = before.atStartOfDay().toInstant(ZoneOffset.UTC);
        int decisions = 0;
        int labels = 0;
        for (TenantId tenant : tenants) {
            ACT_FOR.on(connection).set("tenant", tenant).one();
            decisions += DELETE_DECISIONS.on(connection).set("before", midnight).run();
            labels += DELETE_LABELS.on(connection).set("before", midnight).run();
            labels += DELETE_OBSERVATIONS.on(connection).set("before", midnight).run();
            DELETE_REVERSALS.on(connection).set("before", midnight).run();
        }
        return new Dropped(weeks, decisions, labels);
    }
}
