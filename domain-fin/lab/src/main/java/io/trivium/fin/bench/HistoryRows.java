package io.trivium.fin.bench;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Properties;
import java.util.function.Consumer;

/**
 * Fills the table of decisions inside PostgreSQL. Rows are copies of decisions that the platform has made, with another
 * id, card, terminal, amount and time, so that they are as wide as real ones. Connects as the database's superuser.
 */
public final class HistoryRows implements AutoCloseable {
    private static final int CHUNK = 100_000;
    private static final int SAMPLE = 1_000;

    /** Columns that are taken from the sample as they are. */
    private static final String COPIED =
            "outcome, score, threshold, refer_threshold, model_name, model_version, degraded,"
                    + " reason_codes, features, feature_set_version, latency_ms, currency, mcc, country, channel, card_present,"
                    + " events, home_distance_km, rule_hits, shadow_hits, contributions";

    private static final SqlQuery<Long> COUNT = SqlQuery.of(Long.class, "select count(*) from decision");
    private static final SqlQuery<Boolean> PARTITION =
            SqlQuery.of(Boolean.class, "select decision_partition(date_trunc('week', :week::timestamp)::date) is null");
    private static final SqlQuery<Long> SAMPLED = SqlQuery.of(Long.class, "select count(*) from sample");

    private static final String MIX = "(((i * %d + %d) %% 2147483648) >> 8)";

    private final Connection connection;
    private final String owner;
    private final String tenant;

    /** @param connection of a superuser, which this one closes */
    HistoryRows(Connection connection, String schema, String tenant) {
        this.connection = connection;
        this.owner = schema + "_owner";
        this.tenant = tenant;
        execute("set search_path = " + schema);
        execute("set synchronous_commit = off");
    }

    /**
     * Connects as a user who sees every tenant and may vacuum.
     *
     * @param tenant whose rows are written
     */
    public static HistoryRows connect(String url, String user, String password, String tenant) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        return new HistoryRows(DriverManager.getConnection(url, properties), "fin", tenant);
    }

    /** Rows of all tenants. */
    public long count() {
        return COUNT.on(connection).one();
    }

    /** Makes the weekly partitions from that day to today, as a service has them that has run since then. */
    public void partitions(LocalDate from, LocalDate today) {
        execute("set role " + owner);
        try {
            for (LocalDate week = from; week.isBefore(today.plusDays(7)); week = week.plusDays(7)) {
                PARTITION.on(connection).set("week", week).one();
            }
        } finally {
            execute("reset role");
        }
    }

    /**
     * Adds payments of the world until the table has as many rows.
     *
     * @param sampleIds prefix of the ids of the decisions to copy
     * @return rows added
     * @throws IllegalStateException when there are too few decisions to copy, or already more rows than requested
     */
    public long fill(HistoryWorld world, String sampleIds, Consumer<String> progress) throws SQLException {
        long present = count();
        if (present > world.rows()) {
            throw new IllegalStateException("the table of decisions has " + present + " rows, more than " + world.rows()
                    + ": measure on a new data directory");
        }
        sample(sampleIds);
        SqlUpdate insert = SqlUpdate.of(insert(world));
        long wanted = world.rows() - present;
        connection.setAutoCommit(false);
        try {
            // The newest are kept when others make up for some: what comes next follows them.
            for (long from = present; from < world.rows(); from += CHUNK) {
                insert.on(connection)
                        .set("tenant", tenant)
                        .set("start", world.start())
                        .set("between", world.microsBetween())
                        .set("from", from)
                        .set("to", Math.min(world.rows(), from + CHUNK) - 1)
                        .run();
                connection.commit();
                if ((from - present) / CHUNK % 10 == 9) {
                    progress.accept((from - present + CHUNK) + " of " + wanted + " rows");
                }
            }
        } finally {
            connection.setAutoCommit(true);
        }
        settle();
        return wanted;
    }

    private void sample(String ids) {
        execute("drop table if exists sample");
        SqlUpdate.of("create temp table sample as select row_number() over () - 1 as n, " + COPIED
                        + " from decision where tenant_id = :tenant and starts_with(authorization_id, :ids) limit "
                        + SAMPLE)
                .on(connection)
                .set("tenant", tenant)
                .set("ids", ids)
                .run();
        long sampled = SAMPLED.on(connection).one();
        if (sampled < SAMPLE) {
            throw new IllegalStateException("only " + sampled + " of " + SAMPLE + " decisions to copy are there, ids "
                    + ids + "*: run history sample first");
        }
        execute("create unique index on sample (n)");
        execute("analyze sample");
    }

    private static String insert(HistoryWorld world) {
        String name = world.name();
        String mix = MIX.formatted(1_103_515_245L, 12_345L);
        String terminal = MIX.formatted(214_013L, 2_531_011L) + " % " + world.terminals();
        String card = "-c' || " + mix + " % " + world.cards();
        return "insert into decision (tenant_id, authorization_id, content_hash, pan_token, terminal_id, amount, device_id,"
                + " counterparty_id, occurred_at, decided_at, " + COPIED + ") select :tenant, '" + name
                + "-' || i, md5(i::text) || md5('x' || i), 'tok-" + name + card + ", 'T-" + name + "-' || " + terminal
                + ", (100 + " + mix + " % 20000) / 100.0, 'dev-" + name + card + ", case when i % 8 = 0 then 'acc-"
                + name
                + "-' || " + terminal + " end, at, at + interval '15 ms', " + COPIED
                + " from (select i, :start::timestamptz + floor(i * :between) * interval '1 microsecond' as at from generate_series(:from::int8,"
                + " :to::int8) as i) as payment join sample on sample.n = i % " + SAMPLE + " order by i";
    }

    /**
     * Runs the maintenance that a database does gradually after so many rows, so that it does not run during a
     * measurement.
     */
    private void settle() {
        execute("vacuum (analyze) decision");
        execute("checkpoint");
    }

    private void execute(String statement) {
        SqlUpdate.of(statement).on(connection).run();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
