package io.trivium.deploy.faults.learning;

import io.trivium.core.sql.SqlFailure;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.faults.Flow;
import io.trivium.deploy.faults.Promise;
import io.trivium.deploy.faults.Sabotage;
import io.trivium.deploy.faults.Timer;
import io.trivium.deploy.faults.Violation;
import io.trivium.deploy.faults.Waits;
import io.trivium.deploy.faults.fin.KafkaSender;
import io.trivium.deploy.faults.fin.Label;
import io.trivium.deploy.faults.fin.Ledger;
import io.trivium.deploy.faults.fin.Traffic;
import io.trivium.deploy.faults.learning.LearningVerdict.Stored;
import io.trivium.deploy.standalone.Database;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.supervision.Platform;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** Labels that are sent over Kafka, and their rows in the learning store. For one thread. */
public final class LearningFlow implements Flow {
    private static final String TENANT = "other-bank";
    private static final Duration INTERVAL = Duration.ofMillis(50);
    private static final Duration SETTLING = Duration.ofMinutes(5);
    private static final String MINE =
            " from runtime.learning_label where tenant_id = :tenant and task = 'fin-authorization-risk'"
                    + " and example_id >= :from and example_id < :to";
    private static final SqlQuery<Stored> STORED =
            SqlQuery.of(Stored.class, "select example_id as id, label = 'fraud' as fraud" + MINE);
    private static final SqlUpdate DELETE = SqlUpdate.of("delete" + MINE);

    private final String run = "f" + Long.toString(Instant.now().toEpochMilli(), 36) + "-l";
    private final Waits waits;
    private final Database database;
    private final Ledger ledger = new Ledger();
    private final KafkaSender sender;
    private final Timer timer = new Timer();
    private final Map<String, Boolean> sent = new ConcurrentHashMap<>();
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong stored = new AtomicLong();
    private final Thread feed;

    /** A load on a platform that is ready. */
    public LearningFlow(Platform platform, PlatformStatus status, Waits waits) {
        this.waits = waits;
        this.database = new Database(status, platform.data());
        this.sender = new KafkaSender(platform.kafka(), ledger);
        this.feed = Thread.ofPlatform().name("faults-labels").daemon().unstarted(this::feed);
    }

    @Override
    public String name() {
        return "learning";
    }

    private String id(long number) {
        return run + String.format(Locale.ROOT, "%09d", number);
    }

    private void feed() {
        try {
            while (!timer.pause(INTERVAL)) {
                String id = id(next.get());
                boolean fraud = next.getAndIncrement() % 7 == 0;
                sent.put(id, fraud);
                Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
                sender.send(new Traffic.Step.Observe(new Label(TENANT, id, fraud, now)));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean begin() throws InterruptedException {
        feed.start();
        return waits.await("the first labels are stored", Waits.RECOVERY, () -> isThroughSince(0));
    }

    @Override
    public long mark() {
        return next.get();
    }

    @Override
    public boolean isThroughSince(long mark) throws SQLException {
        return rows(mark).stream().findFirst().isPresent();
    }

    private List<Stored> rows(long from) throws SQLException {
        try (Connection connection = database.connect()) {
            return STORED.on(connection)
                    .set("tenant", TENANT)
                    .set("from", id(from))
                    .set("to", run + "~")
                    .list();
        }
    }

    @Override
    public void endLoad() throws InterruptedException {
        timer.stop();
        feed.join(Duration.ofMinutes(4));
        sender.flush();
    }

    @Override
    public void settle() throws InterruptedException {
        endLoad();
        ledger.surprises().forEach(what -> waits.stall("-", what));
        Set<String> acknowledged = acknowledged();
        waits.await(
                "the store has the " + acknowledged.size() + " labels that were acknowledged",
                SETTLING,
                () -> rows(0).size() >= acknowledged.size());
    }

    private Set<String> acknowledged() {
        return ledger.labels().stream().map(Label::id).collect(Collectors.toSet());
    }

    @Override
    public List<Violation> judge() {
        try {
            List<Stored> rows = rows(0);
            stored.set(rows.size());
            return LearningVerdict.of(sent, acknowledged(), rows);
        } catch (SQLException | SqlFailure e) {
            throw LauncherException.failure("The labels in PostgreSQL cannot be read: " + e.getMessage());
        }
    }

    /** The findings of the same judge after a label was deleted without the platform's knowledge. */
    public List<Violation> sabotaged() {
        waits.say("sabotage: a label is lost");
        try (Connection connection = database.connect()) {
            Sabotage.begin(connection);
            int deleted = DELETE.on(connection)
                    .set("tenant", TENANT)
                    .set("from", id(0))
                    .set("to", id(1))
                    .run();
            if (deleted != 1) throw LauncherException.failure("The run left no label to lose.");
            connection.commit();
            return judge();
        } catch (SQLException | SqlFailure e) {
            throw LauncherException.failure("The sabotage failed: " + e.getMessage());
        }
    }

    @Override
    public Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("labels-acknowledged", (long) acknowledged().size());
        counts.put("labels-stored", stored.get());
        return counts;
    }

    @Override
    public List<Promise> promises() {
        return List.of(LearningPromise.values());
    }

    @Override
    public void abandon() {
        timer.stop();
        sender.close();
    }
}
