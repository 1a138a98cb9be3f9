package io.trivium.deploy.faults.plant;

import static io.trivium.deploy.faults.plant.PlantPromise.ALARM_EVENT;
import static io.trivium.deploy.faults.plant.PlantPromise.ALARM_MISSING;
import static io.trivium.deploy.faults.plant.PlantPromise.ALARM_STATE;
import static io.trivium.deploy.faults.plant.PlantPromise.ALARM_TWICE;
import static io.trivium.deploy.faults.plant.PlantPromise.ALARM_WITHOUT_CAUSE;
import static io.trivium.deploy.faults.plant.PlantPromise.AUDIT;
import static io.trivium.deploy.faults.plant.PlantPromise.CHANGED;
import static io.trivium.deploy.faults.plant.PlantPromise.LATEST;
import static io.trivium.deploy.faults.plant.PlantPromise.LOST;
import static io.trivium.deploy.faults.plant.PlantPromise.NEVER_SENT;
import static io.trivium.deploy.faults.plant.PlantPromise.ROLLUP;

import io.trivium.core.sql.SqlUpdate;
import io.trivium.deploy.faults.Promise;
import io.trivium.deploy.faults.Sabotage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * The sabotage of the factory's database after a run has settled, each on a machine of its own. Minutes whose readings
 * are touched are marked as by the service, which rolls them up again: so only the rows named here differ.
 */
public enum PlantSabotage implements Sabotage {
    /** An acknowledged reading is deleted. */
    reading_lost("m0", List.of(LOST), "delete from reading r using victim v where r.tag_id = v.tag_id and r.at = v.at"),
    /** A reading gets another value. */
    reading_changed(
            "m1",
            List.of(CHANGED),
            "update reading r set value = r.value + 0.5 from victim v where r.tag_id = v.tag_id and r.at = v.at"),
    /** A reading that was never sent is between others. */
    reading_invented(
            "m2",
            List.of(NEVER_SENT),
            "insert into reading select tag_id, tenant_no, quality, at + interval '1 microsecond', value from victim"),
    /** A reading that was never sent is the newest. */
    latest_overtaken(
            "m5",
            List.of(NEVER_SENT, LATEST),
            "insert into reading select tag_id, tenant_no, quality, newest + interval '1 microsecond', value from victim"),
    /** A minute's sum is another. */
    minute_changed(
            "m3",
            List.of(ROLLUP),
            "update reading_1m r set total = r.total + 1 from victim v"
                    + " where r.tag_id = v.tag_id and r.at = date_trunc('minute', v.at)"),
    /** A second is deleted. */
    second_lost(
            "m4",
            List.of(ROLLUP),
            "delete from reading_1s r using victim v"
                    + " where r.tag_id = v.tag_id and r.at = date_trunc('second', v.at)"),
    /** A second alarm of a machine and condition. */
    alarm_twice("a0", List.of(ALARM_TWICE), """
            with original as (select a.* from alarm a join victim v on v.asset_id = a.asset_id where a.condition = 'Level')
            insert into alarm select (jsonb_populate_record(null::alarm, to_jsonb(o) || jsonb_build_object(
                'alarm_id', gen_random_uuid(), 'condition', o.condition || ' (2)'))).* from original o"""),
    /** An alarm that is active is not, or the other way round. */
    alarm_turned(
            "a1",
            List.of(ALARM_STATE),
            "update alarm a set active = not a.active from victim v where a.asset_id = v.asset_id and a.condition = 'Level'"),
    /** A change of an alarm was never published. */
    alarm_event_lost(
            "a2",
            List.of(ALARM_EVENT),
            "update alarm a set version = a.version + 1 from victim v where a.asset_id = v.asset_id and a.condition = 'Level'"),
    /** A time of an alarm is deleted. */
    alarm_lost("a3", List.of(ALARM_MISSING), """
            delete from alarm_occurrence o using alarm a, victim v where a.asset_id = v.asset_id and a.condition = 'Level'
                and o.tenant_id = a.tenant_id and o.alarm_id = a.alarm_id and o.occurrence = 1"""),
    /** An alarm at a time without a fault. */
    alarm_invented("a3", List.of(ALARM_WITHOUT_CAUSE), """
            insert into alarm_occurrence (tenant_id, alarm_id, occurrence, announced, raised_at, active_since, cleared_at)
            select a.tenant_id, a.alarm_id, 100000, true, now(), v.newest + interval '1 second', v.newest + interval '2 second'
            from alarm a join victim v on v.asset_id = a.asset_id where a.condition = 'Level'"""),
    /** An entry of the audit log is altered; {@link #undo} alters it back. */
    audit_altered("m0", List.of(AUDIT), audit("object || '!'"));

    /** Readings of the machine, how many are in the same second, and the time of the newest one. */
    private static final SqlUpdate VICTIM = SqlUpdate.of("""
            create temporary table victim on commit drop as
            select r.*, t.asset_id, max(r.at) over () as newest, row_number() over (order by r.at) as place, count(*) over () as among,
                count(*) over (partition by date_trunc('second', r.at)) as same_second
            from industrial.reading r join industrial.tag t on t.tag_id = r.tag_id
            join industrial.plant_node n on n.tenant_id = t.tenant_id and n.node_id = t.asset_id
            where n.source = :machine and t.name <> 'slow'""");

    private final String machine;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Promise> reports;

    private final String sql;

    PlantSabotage(String machine, List<Promise> reports, String sql) {
        this.machine = machine;
        this.reports = reports;
        this.sql = sql;
    }

    @Override
    public List<Promise> reports() {
        return reports;
    }

    /** The newest entry of the demo's plant, past the triggers that refuse it. */
    private static String audit(String object) {
        return "update audit_entry set object = " + object
                + " where tenant_id = 'demo-plant' and seq = (select max(seq)"
                + " from audit_entry where tenant_id = 'demo-plant')";
    }

    /** Breaks it, as no role of the service could. */
    void apply(PlantRows rows) throws SQLException {
        try (Connection connection = rows.connect()) {
            Sabotage.begin(connection);
            VICTIM.on(connection).set("machine", rows.machines() + machine).run();
            // One in the midst of the run whose second has others: a second without any would be another thing to find.
            run(
                    connection,
                    "delete from victim where ctid <> (select ctid from victim"
                            + " order by same_second desc, abs(place - among / 2) limit 1)");
            Sabotage.require(run(connection, sql), this);
            if (reports.contains(LOST) || reports.contains(CHANGED) || reports.contains(NEVER_SENT)) {
                run(
                        connection,
                        "insert into rollup_mark (tenant_no, step, asset_id, at)"
                                + " select tenant_no, 'minute', asset_id, date_trunc('minute', "
                                + (this == latest_overtaken ? "newest" : "at") + ") from victim");
            }
            connection.commit();
        }
    }

    private static int run(Connection connection, String statement) {
        return SqlUpdate.of(statement).on(connection).run();
    }

    /** Repairs the changes that would spoil later runs. */
    static void undo(Collection<PlantSabotage> applied, PlantRows rows) throws SQLException {
        if (applied.contains(audit_altered)) {
            try (Connection connection = rows.connect()) {
                Sabotage.begin(connection);
                run(connection, audit("left(object, -1)"));
                connection.commit();
            }
        }
    }

    /** All of them, in the order in which they are applied. */
    public static List<PlantSabotage> all() {
        return Arrays.asList(values());
    }

    @Override
    public String toString() {
        return name().replace('_', '-');
    }
}
