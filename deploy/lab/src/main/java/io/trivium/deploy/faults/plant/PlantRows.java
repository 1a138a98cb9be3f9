package io.trivium.deploy.faults.plant;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.deploy.faults.plant.PlantAlarm.Occurrence;
import io.trivium.deploy.standalone.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows in PostgreSQL of one run's machines, read with the launcher's right to read every tenant. */
final class PlantRows {
    /** Tags of the run's machines; each query names them, since partitions hold those of all runs. */
    private static final String TAGS = """
            with mine as (
                select t.tag_id, n.source || ' ' || t.name as series, n.source, t.name, t.sampling_ms, n.node_id
                from plant_node n join tag t on t.tenant_id = n.tenant_id and t.asset_id = n.node_id
                where n.source like :machines or n.source like :devices)
            """;

    private static final SqlQuery<Boolean> HAS = SqlQuery.of(Boolean.class, """
            select exists (select from plant_node n join tag t on t.tenant_id = n.tenant_id and t.asset_id = n.node_id
                join reading r on r.tag_id = t.tag_id
                where n.source = :source and t.name = :tag
                    and r.at = timestamptz 'epoch' + :at * interval '1 microsecond')
            """);

    private final Database database;
    private final String run;

    private record Asset(String source, String id) {}

    PlantRows(Database database, String run) {
        this.database = database;
        this.run = run;
    }

    /** Beginning of the sources of machines that send JSON. */
    String machines() {
        return "plant/" + run + "/";
    }

    /** Beginning of the sources of the edge node's devices. */
    String devices() {
        return "Faults/" + run + "/";
    }

    Connection connect() throws SQLException {
        Connection connection = database.connect();
        SqlUpdate.of("set search_path = industrial").on(connection).run();
        return connection;
    }

    /** @param row as the columns of the query are named */
    private <T> List<T> list(Class<T> row, String sql) throws SQLException {
        try (Connection connection = connect()) {
            // Rows come some thousand at a time only outside of autocommit.
            connection.setAutoCommit(false);
            return SqlQuery.of(row, TAGS + sql)
                    .on(connection)
                    .set("machines", machines() + "%")
                    .set("devices", devices() + "%")
                    .fetchSize(5_000)
                    .list();
        }
    }

    private long count(String sql) throws SQLException {
        return list(Long.class, sql).getFirst();
    }

    long readings() throws SQLException {
        return count("select count(*) from reading join mine using (tag_id)");
    }

    boolean has(PlantReading reading) throws SQLException {
        try (Connection connection = connect()) {
            return HAS.on(connection)
                    .set("source", reading.source())
                    .set("tag", reading.tag())
                    .set("at", reading.at())
                    .one();
        }
    }

    /** Minutes and ended hours that are still to be rolled up. */
    long marks() throws SQLException {
        return count("select count(*) from rollup_mark where asset_id in (select node_id from mine)"
                + " and (step = 'minute' or at < date_trunc('hour', now(), 'UTC'))");
    }

    /** Changes of alarms that are still to be published. */
    long unpublished() throws SQLException {
        return count("select count(*) from outbox_event where sent_at is null and topic = 'industrial.alarm.v1'");
    }

    List<PlantReading> stored() throws SQLException {
        return list(
                PlantReading.class,
                "select source, name as tag, (extract(epoch from at) * 1000000)::bigint as at, value"
                        + " from reading join mine using (tag_id)");
    }

    /** Ids of the run's machines by their sources. */
    Map<String, String> assets() throws SQLException {
        Map<String, String> assets = new LinkedHashMap<>();
        list(Asset.class, "select distinct source, node_id::text as id from mine order by 1")
                .forEach(asset -> assets.put(asset.source, asset.id));
        return assets;
    }

    /** Roll-ups as the service made them, those of hours that ended before that time. */
    List<RollUpRow> kept(Instant hoursUntil) throws SQLException {
        List<RollUpRow> rows = new ArrayList<>();
        for (Step step : Step.values()) {
            rows.addAll(list(
                    RollUpRow.class,
                    "select '" + step.wireName()
                            + "' as step, series, (extract(epoch from at) * 1000000)::bigint as at,"
                            + " points, lowest, highest, total, first_value as first, last_value as last from "
                            + step.table + " join mine using (tag_id) where true" + step.within("at", hoursUntil)));
        }
        return rows;
    }

    /**
     * The same from the readings alone: bounds and ends of each stretch by their times, independent of the service's
     * implementation.
     */
    List<RollUpRow> recomputed(Instant hoursUntil) throws SQLException {
        List<RollUpRow> rows = new ArrayList<>();
        for (Step step : Step.values()) {
            rows.addAll(list(
                    RollUpRow.class,
                    ", stretches as (select tag_id, series, date_bin(interval '" + step.interval
                            + "', at, timestamptz 'epoch') as begin, count(*) as points, min(value) as lowest,"
                            + " max(value) as highest, sum(value) as total, min(at) as first_at, max(at) as last_at"
                            + " from reading join mine using (tag_id) where true"
                            + (step == Step.SECOND ? " and sampling_ms <= 200" : "") + " group by 1, 2, 3)"
                            + " select '" + step.wireName()
                            + "' as step, s.series, (extract(epoch from s.begin) * 1000000)::bigint as at, s.points,"
                            + " s.lowest, s.highest, s.total, f.value as first, l.value as last from stretches s"
                            + " join reading f on f.tag_id = s.tag_id and f.at = s.first_at"
                            + " join reading l on l.tag_id = s.tag_id and l.at = s.last_at where true"
                            + step.within("s.begin", hoursUntil)));
        }
        return rows;
    }

    /** How coarsely readings are kept, too. */
    private enum Step {
        SECOND("reading_1s", "1 second"),
        MINUTE("reading_1m", "1 minute"),
        TEN_MINUTES("reading_10m", "10 minutes"),
        HOUR("reading_1h", "1 hour");

        private final String table;
        private final String interval;

        Step(String table, String interval) {
            this.table = table;
            this.interval = interval;
        }

        String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        /** An hour and its ten minutes are rolled up when it is over; all minutes are by then. */
        String within(String column, Instant hoursUntil) {
            boolean withHours = this == HOUR || this == TEN_MINUTES;
            return withHours ? " and " + column + " < timestamptz '" + hoursUntil + "'" : "";
        }
    }

    /** Alarms of the run's machines, the one first that the service made where another was inserted. */
    List<PlantAlarm> alarms() throws SQLException {
        return list(
                PlantAlarm.class,
                "select a.alarm_id::text as alarm_id, m.source, r.name as condition, a.active, a.occurrences, a.version from alarm a"
                        + " join (select distinct node_id, source from mine) m on m.node_id = a.asset_id"
                        + " join alarm_rule r on r.tenant_id = a.tenant_id and r.rule_id = a.rule_id"
                        + " order by m.source, r.name, length(a.condition)");
    }

    List<Occurrence> occurrences() throws SQLException {
        return list(
                Occurrence.class,
                "select m.source, r.name as condition, (extract(epoch from o.active_since) * 1000000)::bigint as raised,"
                        + " (extract(epoch from o.cleared_at) * 1000000)::bigint as cleared from alarm_occurrence o"
                        + " join alarm a on a.tenant_id = o.tenant_id and a.alarm_id = o.alarm_id"
                        + " join (select distinct node_id, source from mine) m on m.node_id = a.asset_id"
                        + " join alarm_rule r on r.tenant_id = a.tenant_id and r.rule_id = a.rule_id"
                        + " order by 1, 2, 3");
    }
}
