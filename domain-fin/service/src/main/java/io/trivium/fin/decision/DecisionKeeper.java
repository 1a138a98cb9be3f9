package io.trivium.fin.decision;

import io.quarkus.scheduler.Scheduled;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.OwnerConnection;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DayOfWeek;
import java.time.Duration;
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
            LOG.warnf("weeks of decisions are neither made nor dropped for the moment: SQLSTATE %s", e.getSQLState());
        }
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

    private static boolean isAlone(Connection connection) throws SQLException {
        // Readers of decisions must not wait for long behind the drop, nor the drop behind a long report.
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local lock_timeout = '5s'");
        }
        try (PreparedStatement ask = connection.prepareStatement("select pg_try_advisory_xact_lock(?)")) {
            ask.setLong(1, ONE_AT_A_TIME);
            try (ResultSet row = ask.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    static void makeWeeks(Connection connection, LocalDate today) throws SQLException {
        LocalDate monday = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        try (PreparedStatement make = connection.prepareStatement("select decision_partition(?)")) {
            for (int i = 0; i <= WEEKS_AHEAD; i++) {
                make.setObject(1, monday.plusWeeks(i));
                make.execute();
            }
        }
    }

    /** Drops older data, for these tenants also the decisions that are in no weekly partition. */
    static Dropped drop(Connection connection, LocalDate before, Set<TenantId> tenants) throws SQLException {
        int weeks = 0;
        try (PreparedStatement drop = connection.prepareStatement("select drop_decision_weeks(?)")) {
            drop.setObject(1, before);
            try (ResultSet row = drop.executeQuery()) {
                row.next();
                weeks = row.getInt(1);
            }
        }
        int decisions = 0;
        int labels = 0;
        for (TenantId tenant : tenants) {
            try (PreparedStatement set = connection.prepareStatement("select set_config('app.tenant', ?, true)")) {
                set.setString(1, tenant.value());
                set.execute();
            }
            decisions += delete(connection, "delete from decision_default where occurred_at < ?", before);
            labels += delete(connection, "delete from authorization_label where observed_at < ?", before);
            labels += delete(connection, "delete from label_observation where received_at < ?", before);
            delete(connection, "delete from authorization_reversal where received_at < ?", before);
        }
        return new Dropped(weeks, decisions, labels);
    }

    private static int delete(Connection connection, String sql, LocalDate before) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setObject(1, before.atStartOfDay().atOffset(ZoneOffset.UTC));
            return delete.executeUpdate();
        }
    }
}
