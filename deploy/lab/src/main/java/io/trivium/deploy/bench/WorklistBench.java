package io.trivium.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.cli.option.ServiceApi;
import io.trivium.deploy.faults.ReportJson;
import io.trivium.deploy.standalone.Database;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Asks for pages of the worklist of a hospital that has read for years; rows of studies, without images. */
final class WorklistBench {
    private static final String TENANT = "demo-hospital";
    private static final int PAGE = 50;

    /** Whether the hospital has studies that no benchmark made up. */
    private static final String OTHERS =
            "select exists (select from med.study where study_instance_uid not like '2.25.999%')";

    /** Two findings a study, of which a reader decided on 97 %, five deliveries, one study every ten minutes. */
    private static final List<String> STUDIES = List.of(
            // No trigger: it would be a million calls. The entries come as the migration makes those of before.
            "set session_replication_role = replica",
            "set search_path = med",
            // Of a run before.
            "delete from worklist_entry where study_instance_uid like '2.25.999%%'",
            "delete from delivery where study_instance_uid like '2.25.999%%'",
            "delete from finding_decision where study_instance_uid like '2.25.999%%'",
            "delete from finding where study_instance_uid like '2.25.999%%'",
            "delete from study_revision where study_instance_uid like '2.25.999%%'",
            "delete from series where study_instance_uid like '2.25.999%%'",
            "delete from study where study_instance_uid like '2.25.999%%'",
            "select setseed(0.8)",
            """
            insert into study select '%1$s', '2.25.999' || i, 'P' || i / 3, 'Family' || i || '^Given', '19500101', 'M',
                to_char(date '2022-01-01' + i / 144, 'YYYYMMDD'), '120000', 'A' || i, null, 'CT chest', null,
                timestamptz '2022-01-01' + i * interval '10 min'
            from generate_series(1, %2$d) i""",
            """
            insert into series select '%1$s', '2.25.999' || i, '2.25.999' || i || '.1', 'CT', 'Lung', 1, now()
            from generate_series(1, %2$d) i""",
            """
            insert into study_revision (tenant_id, study_instance_uid, revision, instance_set_sha256, instance_count, priority,
                state, progress, next_attempt_at, received_at, completed_at, started_at, finished_at)
            select '%1$s', '2.25.999' || i, 1, repeat('a', 64), 300, 1 + i %% 3, 'done', 1, t, t, t, t, t
            from generate_series(1, %2$d) i, lateral (select timestamptz '2022-01-01' + i * interval '10 min' as t) times""",
            """
            insert into finding select '%1$s', '2.25.999' || i, 1, '2.25.999' || i || '.9.' || k, k, 0, 0, 0, 10,
                '2.25.999' || i || '.1.10', random(), random(), 5 + random() * 20, 100, '{}', '{}'
            from generate_series(1, %2$d) i, generate_series(1, 2) k""",
            """
            insert into finding_decision select gen_random_uuid(), tenant_id, study_instance_uid, revision, tracking_uid,
                (array['accepted', 'edited', 'rejected'])[1 + floor(random() * 3)], null, null, null, 'reader', now()
            from finding where random() < 0.97""",
            """
            insert into delivery select '%1$s', d, '2.25.999' || i || '.8.' || k, '2.25.999' || i, 1, 'sr', 'sent', 1, t, null,
                null, t, t, null, null
            from generate_series(1, %2$d) i, (values ('pacs', 1), ('pacs', 2), ('pacs', 3), ('ris', 4), ('ehr', 5)) v (d, k),
                lateral (select timestamptz '2022-01-01' + i * interval '10 min' as t) times""",
            """
            insert into worklist_entry (tenant_id, study_instance_uid, revision, state, priority, completed_at, findings,
                undecided, malignancy, diameter_mm, changed_at)
            select r.tenant_id, r.study_instance_uid, r.revision, r.state, r.priority, r.completed_at, f.findings, f.undecided,
                f.malignancy, f.diameter_mm, r.completed_at
            from study_revision r, lateral findings_of(r.tenant_id, r.study_instance_uid, r.revision) f
            where r.tenant_id = '%1$s'""",
            "analyze");

    /** The first page, counted when it is asked for. */
    private static final String COUNTED = """
            with newest as (
                select distinct on (study_instance_uid) * from med.study_revision where tenant_id = ?
                order by study_instance_uid, revision desc),
            decided as (
                select distinct on (study_instance_uid, revision, tracking_uid)
                    study_instance_uid, revision, tracking_uid, verdict
                from med.finding_decision where tenant_id = ?
                order by study_instance_uid, revision, tracking_uid, decided_at desc),
            found as (
                select f.study_instance_uid, f.revision, max(array[f.malignancy, f.longest_diameter_mm])
                    filter (where d.verdict is distinct from 'rejected') as worst
                from med.finding f left join decided d using (study_instance_uid, revision, tracking_uid)
                where f.tenant_id = ? group by f.study_instance_uid, f.revision)
            select n.study_instance_uid from newest n left join found f using (study_instance_uid, revision)
            order by n.priority, coalesce(f.worst[1], 0) desc, coalesce(f.worst[2], 0) desc, n.completed_at,
                n.study_instance_uid
            limit ?""";

    private static final Map<String, String> REQUESTS = requests();

    private final Database database;
    private final ServiceApi api;
    private final int studies;
    private final int looks;

    WorklistBench(Database database, ServiceApi api, int studies, int looks) {
        this.database = database;
        this.api = api;
        this.studies = studies;
        this.looks = looks;
    }

    private static Map<String, String> requests() {
        Map<String, String> requests = new LinkedHashMap<>();
        requests.put("first-page", "{\"limit\": 50}");
        requests.put("undecided", "{\"limit\": 50, \"undecidedOnly\": true}");
        requests.put("one-month", "{\"limit\": 50, \"from\": \"2024-01-01\", \"to\": \"2024-01-31\"}");
        requests.put("one-state", "{\"limit\": 50, \"states\": [\"failed\"]}");
        requests.put("number", "{\"limit\": 50, \"search\": \"P4711\"}");
        return requests;
    }

    /**
     * Milliseconds of one kind of request.
     *
     * @param slowest of all looks but the first, which fills caches
     */
    record Times(double median, double slowest) {
        static Times of(double[] millis) {
            double[] sorted = Arrays.stream(millis).skip(1).sorted().toArray();
            return new Times(sorted[sorted.length / 2], sorted[sorted.length - 1]);
        }
    }

    /**
     * What was measured.
     *
     * @param times by what was asked for; {@code counted} is the first page, counted in the database alone
     * @param same whether the first page is the one that was counted
     */
    record Report(Instant started, String load, Map<String, Times> times, boolean same) {
        List<String> lines() {
            List<String> lines = new ArrayList<>(List.of(load));
            times.forEach((name, time) -> lines.add(String.format(
                    Locale.ROOT, "%-14s median %9.1f ms, slowest %9.1f ms", name, time.median(), time.slowest())));
            lines.add("the first page is " + (same ? "" : "NOT ") + "the one that is counted anew");
            return lines;
        }

        String toJson() {
            ReportJson json = new ReportJson(started, load);
            times.forEach((name, time) -> {
                json.target("worklist." + name + ".median", time.median(), "ms", null);
                json.target("worklist." + name + ".slowest", time.slowest(), "ms", null);
            });
            json.target("worklist.first-page.wrong", same ? 0.0 : 1.0, "1", 0.0);
            return json.text();
        }
    }

    /**
     * Fills the tables and asks.
     *
     * @throws LauncherException where the platform has studies of its own, which made-up ones would be listed among, or its
     *     tables cannot be filled and read
     */
    Report run() throws IOException, InterruptedException {
        Instant started = Instant.now();
        try {
            fill();
            Map<String, Times> times = new LinkedHashMap<>();
            List<String> counted = new ArrayList<>();
            times.put("counted", time(() -> {
                counted.clear();
                counted.addAll(counted());
            }));
            List<String> listed = new ArrayList<>();
            for (Map.Entry<String, String> request : REQUESTS.entrySet()) {
                times.put(request.getKey(), time(() -> {
                    JsonNode page = api.post("/v1/worklist", request.getValue());
                    if (request.getKey().equals("first-page")) {
                        listed.clear();
                        page.path("items")
                                .forEach(item ->
                                        listed.add(item.path("studyInstanceUid").asText()));
                    }
                }));
            }
            times.put("destinations", time(() -> api.get("/v1/destinations")));
            String load = String.format(
                    Locale.ROOT, "worklist of %,d studies, %d looks each, one after the other", studies, looks);
            return new Report(started, load, times, listed.equals(counted));
        } catch (SQLException e) {
            throw LauncherException.failure("The hospital's tables cannot be filled and read: " + e.getMessage());
        }
    }

    private void fill() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, (int) TimeUnit.MINUTES.toMillis(15));
            try (ResultSet others = statement.executeQuery(OTHERS)) {
                others.next();
                if (others.getBoolean(1)) {
                    throw LauncherException.refused(
                            "This platform has studies of its own, and made-up ones would be listed"
                                    + " among them: name another directory with --data-dir, or delete it if it is a benchmark's.");
                }
            }
            for (String sql : STUDIES) statement.execute(String.format(Locale.ROOT, sql, TENANT, studies));
        }
    }

    private List<String> counted() throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement query = connection.prepareStatement(COUNTED)) {
            for (int at = 1; at <= 3; at++) query.setString(at, TENANT);
            query.setInt(4, PAGE);
            List<String> found = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) found.add(row.getString(1));
            }
            return found;
        }
    }

    /** Something that is asked. */
    private interface Look {
        void once() throws IOException, InterruptedException, SQLException;
    }

    private Times time(Look look) throws IOException, InterruptedException, SQLException {
        double[] millis = new double[looks + 1];
        for (int at = 0; at < millis.length; at++) {
            long began = System.nanoTime();
            look.once();
            millis[at] = (System.nanoTime() - began) / 1e6;
        }
        return Times.of(millis);
    }
}
