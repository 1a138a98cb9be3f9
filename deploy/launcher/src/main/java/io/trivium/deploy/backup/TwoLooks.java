package io.trivium.deploy.backup;

import io.trivium.deploy.standalone.Database;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.supervision.Platform;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A running platform right before an instant and right after it. */
public final class TwoLooks implements Backup.Witness {
    /** A commit is in the log some time before others see it. */
    private static final long SETTLE_MS = 500;

    private final Platform platform;
    private final PlatformStatus status;
    private final List<String> ignored;
    private Map<String, Long> firstEnds = Map.of();
    private Map<String, Long> lastEnds = Map.of();
    private Map<String, TablePrints> first = Map.of();
    private Map<String, TablePrints> last = Map.of();
    private Instant from = Instant.MIN;
    private Instant to = Instant.MAX;
    private @Nullable FrozenDatabases frozen;

    /** @param ignored columns that do not count, as {@code table.column} */
    public TwoLooks(Platform platform, PlatformStatus status, List<String> ignored) {
        this.platform = platform;
        this.status = status;
        this.ignored = List.copyOf(ignored);
    }

    private FrozenDatabases freeze() throws SQLException {
        return new FrozenDatabases(new Database(status, platform.data()));
    }

    @Override
    public void before() throws SQLException, InterruptedException {
        firstEnds = Contents.ends(status, platform.data());
        frozen = freeze();
        from = Instant.now();
    }

    @Override
    public void after() throws SQLException, InterruptedException {
        settle();
        to = Instant.now();
        try (FrozenDatabases earlier = Objects.requireNonNull(frozen, "before comes before after");
                FrozenDatabases later = freeze()) {
            lastEnds = Contents.ends(status, platform.data());
            first = earlier.read(ignored, Map.of());
            last = later.read(ignored, Map.of());
        }
    }

    /** Looks around this instant, which it returns. */
    public Instant now() throws SQLException, InterruptedException {
        before();
        settle();
        Instant now = Instant.now();
        after();
        return now;
    }

    private static void settle() throws InterruptedException {
        new CountDownLatch(1).await(SETTLE_MS, TimeUnit.MILLISECONDS);
    }

    public Bracket tables(Contents restored) {
        return Bracket.ofTables(first, last, restored.tables());
    }

    /** Against records of the original platform that were read any time later. */
    public Bracket topics(Map<String, PartitionPrints> original, Contents restored) {
        return Bracket.ofTopics(firstEnds, lastEnds, original, restored.topics());
    }

    public List<String> marks(Marks marks, Database restored) throws SQLException {
        return marks.violations(restored, from, to);
    }

    /** Rows acknowledged before the first look. */
    public long certain(Marks marks) {
        return marks.before(from);
    }

    /** The time between the two observations. */
    public long apartMs() {
        return to.toEpochMilli() - from.toEpochMilli();
    }
}
