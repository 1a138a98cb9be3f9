package io.trivium.med.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.med.NodeResource;
import io.trivium.med.archive.Archive;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Compares the rows of the worklist with counts computed from the underlying tables. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "med"))
@WithTestResource(KafkaResource.class)
@WithTestResource(NodeResource.class)
@NullUnmarked // Quarkus sets the fields
class WorklistEntryIT {
    private static final List<String> STATES = List.of("queued", "running", "done", "refused", "failed");
    private static final List<String> VERDICTS = List.of("accepted", "rejected", "edited");

    /** Selects the differences between the rows and the underlying tables; empty if there are none. */
    private static final String DIFFERENT = """
            with newest as (
                select distinct on (study_instance_uid) * from study_revision order by study_instance_uid, revision desc),
            decided as (
                select distinct on (study_instance_uid, revision, tracking_uid)
                    study_instance_uid, revision, tracking_uid, verdict
                from finding_decision order by study_instance_uid, revision, tracking_uid, decided_at desc),
            found as (
                select f.study_instance_uid, f.revision, count(*) as findings,
                    count(*) filter (where d.verdict is null) as undecided,
                    max(array[case when f.longest_diameter_mm > 30 then 1 else coalesce(f.malignancy, 0.5) end,
                        coalesce(f.longest_diameter_mm, 0)])
                        filter (where d.verdict is distinct from 'rejected') as worst
                from finding f left join decided d using (study_instance_uid, revision, tracking_uid)
                group by f.study_instance_uid, f.revision),
            counted as (
                select n.study_instance_uid, concat_ws('/', n.revision, n.state, n.priority, n.completed_at,
                    coalesce(f.findings, 0), coalesce(f.undecided, 0), coalesce(f.worst[1], 0), coalesce(f.worst[2], 0)) as row
                from newest n left join found f using (study_instance_uid, revision)),
            listed as (
                select study_instance_uid, concat_ws('/', revision, state, priority, completed_at, findings, undecided,
                    malignancy, diameter_mm) as row
                from worklist_entry)
            select coalesce(string_agg(concat_ws(' ', study_instance_uid, c.row, 'is listed as', l.row), '; '), '')
            from counted c full join listed l using (study_instance_uid) where c.row is distinct from l.row""";

    @Inject
    Archive archive;

    @Inject
    TenantTransactions transactions;

    private ReadingFixture fixture;

    @BeforeEach
    void prepare() throws Exception {
        LearningTopics.create();
        fixture = new ReadingFixture(archive, transactions);
        for (String table : List.of("finding_decision", "delivery", "result_object", "finding", "study_revision")) {
            OwnerSql.run("delete from med." + table);
        }
    }

    @Test
    void followWhateverHappensToStudies() throws Exception {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(8);
        for (int step = 0; step < 300; step++) {
            String study = "2.25.77" + random.nextInt(6);
            int revisions = number("select max(revision) from study_revision where study_instance_uid = ?", study);
            int findings = number(
                    "select max(number) from finding where study_instance_uid = ? and revision = ?", study, revisions);
            switch (random.nextInt(8)) {
                case 0 -> {
                    if (revisions < 3) {
                        fixture.revision(
                                study,
                                revisions + 1,
                                3,
                                "queued",
                                ReadingFixture.NOON.plusSeconds(random.nextInt(900)));
                    }
                }
                case 1, 2 -> {
                    if (revisions > 0) {
                        // Equal likelihoods too: the larger one goes first.
                        double malignancy = random.nextInt(5) / 4.0;
                        fixture.finding(study, revisions, findings + 1, step, malignancy, 4.0 + random.nextInt(35));
                        // Some have no reliable outline.
                        if (random.nextInt(5) == 0) fixture.finding(study, revisions, findings + 2, step, null, null);
                    }
                }
                case 3, 4, 5 -> {
                    if (findings > 0) decide(study, revisions, 1 + random.nextInt(findings), one(VERDICTS, random));
                }
                case 6 ->
                    fixture.sql(
                            "update study_revision set state = ?, priority = ? where study_instance_uid = ?",
                            one(STATES, random),
                            1 + random.nextInt(4),
                            study);
                default -> {
                    if (random.nextInt(10) == 0) remove(study);
                }
            }
            assertEquals("", fixture.text(DIFFERENT), "after step " + step);
        }
        OwnerSql.run("set search_path = med; delete from worklist_entry; " + migration());
        assertEquals("", fixture.text(DIFFERENT), "as the migration lists studies of before");
    }

    private static String migration() throws IOException {
        try (InputStream file =
                WorklistEntryIT.class.getResourceAsStream("/db/med/V202611290431__worklist_of_before.sql")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void seeDecisionsThatAreMadeAtTheSameTime() throws Exception {
        fixture.revision("2.25.779", 1, 3, "done", ReadingFixture.NOON);
        for (int finding = 1; finding <= 8; finding++) fixture.finding("2.25.779", 1, finding, finding, 0.5, 9.0);
        CountDownLatch together = new CountDownLatch(8);
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<? extends Future<?>> decided = IntStream.rangeClosed(1, 8)
                    .mapToObj(finding -> readers.submit(() -> {
                        together.countDown();
                        together.await();
                        decide("2.25.779", 1, finding, "accepted");
                        return null;
                    }))
                    .toList();
            for (Future<?> each : decided) each.get();
        }
        assertEquals(0, number("select undecided from worklist_entry where study_instance_uid = ?", "2.25.779"));
        assertEquals("", fixture.text(DIFFERENT));
    }

    private static String one(List<String> of, RandomGenerator random) {
        return of.get(random.nextInt(of.size()));
    }

    private int number(String query, Object... values) {
        String found = fixture.text(query, values);
        return found == null ? 0 : Integer.parseInt(found);
    }

    private void decide(String study, int revision, int finding, String verdict) {
        fixture.sql(
                "insert into finding_decision (id, tenant_id, study_instance_uid, revision, tracking_uid, verdict, reader,"
                        + " decided_at) values (?, ?, ?, ?, ?, ?, 'rada', clock_timestamp())",
                UUID.randomUUID(),
                ReadingFixture.TENANT.value(),
                study,
                revision,
                study + ".9." + revision + "." + finding,
                verdict);
    }

    private void remove(String study) throws Exception {
        for (String table : List.of("finding_decision", "finding", "study_revision")) {
            OwnerSql.run("delete from med." + table + " where study_instance_uid = '" + study + "'");
        }
    }
}
