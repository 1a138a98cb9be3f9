package io.trivium.runtime.learning.store;

import static io.trivium.runtime.learning.store.LearningLoad.BANK;
import static io.trivium.runtime.learning.store.LearningLoad.example;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.learning.PreferenceObserved;
import io.trivium.core.model.TaskName;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The same events, however they come, make the same tables. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(value = KafkaResource.class, initArgs = @ResourceArg(name = "topics", value = LearningTopics.ALL))
@WithTestResource(LearningStack.class)
class ArrivalOrderIT {
    private final LearningIntake intake;
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    ArrivalOrderIT(LearningIntake intake) {
        this.intake = intake;
    }

    /** Any order, any repetition and any division into transactions ends in the same tables. */
    @Test
    void orderAndRepetitionOfArrivalsDoNotMatter() throws SQLException {
        String task = "learn-orders";
        TenantId[] tenants = {BANK, new TenantId("replay-bank"), new TenantId("other-bank")};
        for (long seed = 0; seed < 8; seed++) {
            List<Arrival> arrivals = arrivals(task, new Random(seed), "s" + seed);
            List<List<String>> states = new ArrayList<>();
            for (int i = 0; i < tenants.length; i++) {
                Random random = new Random(seed * 31 + i);
                List<Arrival> mine = new ArrayList<>(arrivals);
                for (Arrival each : arrivals) if (random.nextInt(3) == 0) mine.add(each);
                if (i > 0) Collections.shuffle(mine, random);
                int from = 0;
                while (from < mine.size()) {
                    int to = Math.min(mine.size(), from + 1 + random.nextInt(9));
                    intake.take(tenants[i], mine.subList(from, to));
                    from = to;
                }
                states.add(state(tenants[i], task, "s" + seed));
            }
            assertEquals(states.get(0), states.get(1), "seed " + seed);
            assertEquals(states.get(0), states.get(2), "seed " + seed);
        }
    }

    private List<Arrival> arrivals(String task, Random random, String prefix) {
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String id = prefix + "-" + i;
            if (random.nextInt(5) > 0) {
                arrivals.add(new Arrival.Example(
                        UUID.randomUUID().toString(),
                        example(task, id, "card-" + random.nextInt(3), now.minusSeconds(i), "standard", i % 3, 1, 2)));
            }
            for (int k = random.nextInt(5); k > 0; k--) {
                arrivals.add(new Arrival.Label(
                        UUID.randomUUID().toString(),
                        new LabelObserved(
                                id,
                                new TaskName(task),
                                random.nextBoolean() ? "fraud" : "genuine",
                                random.nextBoolean() ? "analyst" : "chargeback",
                                now.minusSeconds(random.nextInt(3)),
                                random.nextInt(4) == 0)));
            }
            if (random.nextInt(3) == 0) {
                arrivals.add(new Arrival.Preference(
                        UUID.randomUUID().toString(),
                        new PreferenceObserved(
                                id,
                                new TaskName(task),
                                Map.of("a", 1.0),
                                Map.of("a", 2.0),
                                "reader",
                                now.minusSeconds(1))));
            }
        }
        return arrivals;
    }

    /** Everything in the tables but the tenant, its keyed hashes, and when it was recorded. */
    private static List<String> state(TenantId tenant, String task, String prefix) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = TestDatabase.schema("runtime").connectAsSuperuser();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select concat_ws('|', example_id, encode(content_hash, 'hex'), occurred_at, score, retention_class)
                            from learning_example where tenant_id = '%1$s' and task = '%2$s' and example_id like '%3$s-%%'
                        union all
                        select concat_ws('|', example_id, source, label, observed_at, withdrawn)
                            from learning_label where tenant_id = '%1$s' and task = '%2$s' and example_id like '%3$s-%%'
                        union all
                        select concat_ws('|', example_id, source, chosen, rejected, observed_at)
                            from learning_preference where tenant_id = '%1$s' and task = '%2$s' and example_id like '%3$s-%%'
                        order by 1""".formatted(tenant, task, prefix))) {
            while (row.next()) rows.add(row.getString(1));
        }
        return rows;
    }
}
