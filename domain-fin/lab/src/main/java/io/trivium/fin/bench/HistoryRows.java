package io.trivium.fin.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
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

    private static final String MIX = "(((i * %d + %d) %% 2147483648) >> 8)";

    private final Connection connection;
    private final String owner;
    private final String tenant;

    /** @param connection of a superuser, which this one closes */
    HistoryRows(Connection connection, String schema, String tenant) throws SQLException {
        this.connection = connection;
        this.owner = schema + "_owner";
        this.tenant = tenant;
        try (Statement statement = connection.createStatement()) {
            statement.execute("set search_path = " + schema);
            statement.execute("set synchronous_commit = off");
        }
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
    public long count() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from decision")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Makes the weekly partitions from that day to today, as a service has them that has run since then. */
    public void partitions(LocalDate from, LocalDate today) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set role " + owner);
            try (PreparedStatement make =
                    connection.prepareStatement("select decision_partition(date_trunc('week', ?::timestamp)::date)")) {
                for (LocalDate week = from; week.isBefore(today.plusDays(7)); week = week.plusDays(7)) {
                    make.setObject(1, week.atStartOfDay());
                    make.execute();
                }
            } finally {
                statement.execute("reset role");
            }
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
        String insert = insert(world);
        long wanted = world.rows() - present;
        connection.setAutoCommit(false);
        try (PreparedStatement add = connection.prepareStatement(insert)) {
            // The newest are kept when others make up for some: what comes next follows them.
            for (long from = present; from < world.rows(); from += CHUNK) {
                add.setString(1, tenant);
                add.setObject(2, world.start().atOffset(ZoneOffset.UTC));
                add.setDouble(3, world.microsBetween());
                add.setLong(4, from);
                add.setLong(5, Math.min(world.rows(), from + CHUNK) - 1);
                add.executeUpdate();
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

    private void sample(String ids) throws SQLException {
        try (Statement statement = connection.createStatement();
                PreparedStatement take = connection.prepareStatement("create temp table sample as select row_number()"
                        + " over () - 1 as n, " + COPIED + " from decision where tenant_id = '"
                        + tenant.replace("'", "''") + "' and starts_with(authorization_id, '"
                        + ids.replace("'", "''") + "') limit " + SAMPLE)) {
            statement.execute("drop table if exists sample");
            take.execute();
            try (ResultSet row = statement.executeQuery("select count(*) from sample")) {
                row.next();
                if (row.getLong(1) < SAMPLE) {
                    throw new IllegalStateException("only " + row.getLong(1) + " of " + SAMPLE
                            + " decisions to copy are there, ids " + ids + "*: run history sample first");
                }
            }
            statement.execute("create unique index on sample (n)");
            statement.execute("analyze sample");
        }
    }

    private static String insert(HistoryWorld world) {
        String name = world.name();
        String mix = MIX.formatted(1_103_515_245L, 12_345L);
        String terminal = MIX.formatted(214_013L, 2_531_011L) + " % " + world.terminals();
        String card = "-c' || " + mix + " % " + world.cards();
        return "insert into decision (tenant_id, authorization_id, content_hash, pan_token, terminal_id, amount, device_id,"
                + " counterparty_id, occurred_at, decided_at, " + COPIED + ") select ?, '" + name
                + "-' || i, md5(i::text) || md5('x' || i), 'tok-" + name + card + ", 'T-" + name + "-' || " + terminal
                + ", (100 + " + mix + " % 20000) / 100.0, 'dev-" + name + card + ", case when i % 8 = 0 then 'acc-"
                + name
                + "-' || " + terminal + " end, at, at + interval '15 ms', " + COPIED
                + " from (select i, ?::timestamptz + floor(i * ?) * interval '1 microsecond' as at from generate_series(?::int8,"
                + " ?::int8) as i) as payment join sample on sample.n = i % " + SAMPLE + " order by i";
    }

    /**
     * Runs the maintenance that a database does gradually after so many rows, so that it does not run during a
     * measurement.
     */
    private void settle() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("vacuum (analyze) decision");
            statement.execute("checkpoint");
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
