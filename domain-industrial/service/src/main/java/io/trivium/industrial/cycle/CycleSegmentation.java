package io.trivium.industrial.cycle;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.cycle.CyclePositions.Position;
import io.trivium.industrial.model.CycleShape;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Detects the cycles of one asset in its readings and stores them. All of it is in the caller's transaction with the
 * position, which is always between cycles: interrupted work is repeated from the same readings. If readings arrived
 * late, the position is moved back before them; cycles with the same result remain unchanged, others are judged again.
 * Thread-safe.
 */
@ApplicationScoped
class CycleSegmentation {
    /** Looked through at once; a backlog is worked off in parts. */
    private static final Duration AT_ONCE = Duration.ofMinutes(20);

    private final CyclePositions positions;
    private final CycleReadings readings;
    private final CycleStore store;
    private final CycleConfig config;
    private final InstantSource clock;

    CycleSegmentation(
            CyclePositions positions,
            CycleReadings readings,
            CycleStore store,
            CycleConfig config,
            InstantSource clock) {
        this.positions = positions;
        this.readings = readings;
        this.store = store;
        this.config = config;
        this.clock = clock;
    }

    /** Continues with an asset; returns whether there are more readings to process at once. */
    boolean follow(Connection connection, TenantId tenant, CycleAsset asset) {
        Map<Integer, String> tags = readings.tags(connection, tenant, asset.assetId(), asset.tags());
        Optional<Position> taken = positions.take(connection, tenant, asset.assetId());
        if (tags.isEmpty() || taken.isEmpty()) {
            if (!tags.isEmpty()) begin(connection, tenant, asset, tags);
            return false;
        }
        Instant settled = clock.instant().minus(config.settle()).truncatedTo(ChronoUnit.MILLIS);
        Position position = back(connection, tenant, asset, taken.orElseThrow(), settled);
        Instant from = readings.next(connection, tags, position.seenTo());
        if (from == null || !from.isBefore(settled)) return false;
        Instant to = from.plus(AT_ONCE).isBefore(settled) ? from.plus(AT_ONCE) : settled;
        CycleSamples samples = readings.read(connection, tenant, tags, from, to);
        CycleDetector detector =
                new CycleDetector(asset.plan(), samples.lastBefore(asset.plan().tag(), from));
        samples.feed(detector, asset.plan());
        detector.end(to);
        Instant underWay = detector.underWay();
        Instant seenTo = underWay == null ? to : underWay;
        store(connection, tenant, asset, samples, detector.found(), position.seenTo(), seenTo);
        Instant late = position.lateFrom();
        positions.put(connection, tenant, asset.assetId(), new Position(seenTo, late));
        return to.isBefore(settled) && seenTo.isAfter(from);
    }

    /** At the first reading that is kept. */
    private void begin(Connection connection, TenantId tenant, CycleAsset asset, Map<Integer, String> tags) {
        Instant first = readings.next(connection, tags, Instant.EPOCH);
        if (first != null) positions.begin(connection, tenant, asset.assetId(), first);
    }

    /** The position, moved back to the end of the last complete cycle before the late readings. */
    private Position back(
            Connection connection, TenantId tenant, CycleAsset asset, Position position, Instant settled) {
        Instant late = position.lateFrom();
        if (late == null || !late.isBefore(position.seenTo())) return position;
        Instant earliest = settled.minus(config.longestLate());
        Instant from = late.isBefore(earliest) ? earliest : late;
        Instant whole = positions.wholeBefore(connection, tenant, asset.assetId(), from);
        Instant longest =
                from.minusMillis(asset.plan().longestMs() + asset.plan().silenceMs());
        Instant back = whole == null || whole.isBefore(longest) ? longest : whole;
        return new Position(back.isBefore(position.seenTo()) ? back : position.seenTo(), null);
    }

    private void store(
            Connection connection,
            TenantId tenant,
            CycleAsset asset,
            CycleSamples samples,
            List<CycleDetector.Found> found,
            Instant from,
            Instant to) {
        Map<Instant, StoredCycle> before = new LinkedHashMap<>();
        for (StoredCycle cycle : store.within(connection, tenant, asset.assetId(), from, to)) {
            before.put(cycle.begin(), cycle);
        }
        for (CycleDetector.Found each : found) {
            StoredCycle known = before.remove(each.begin());
            StoredCycle cycle = cycle(asset, samples, each);
            if (known == null || !isSame(known, cycle)) store.put(connection, tenant, cycle);
        }
        for (StoredCycle gone : before.values()) {
            if (gone.label() == null) store.remove(connection, tenant, gone.cycleId());
        }
    }

    private StoredCycle cycle(CycleAsset asset, CycleSamples samples, CycleDetector.Found found) {
        CycleSamples.Sampled sampled = found.flaw() == null
                ? samples.shape(asset.plan(), found.begin(), found.end())
                : new CycleSamples.Sampled(found.flaw(), null);
        boolean isWhole = sampled.flaw() == null;
        return new StoredCycle(
                UUID.randomUUID(),
                asset.assetId(),
                1,
                found.begin(),
                found.end(),
                samples.job(asset.plan(), found.begin(), found.end()),
                isWhole ? CycleState.WAITING : CycleState.INCOMPLETE,
                sampled.flaw(),
                asset.plan().tags(),
                sampled.shape(),
                isWhole ? clock.instant() : null,
                null,
                null);
    }

    /** Whether a cycle came out as it was; a model's verdict on it remains valid then. */
    private static boolean isSame(StoredCycle known, StoredCycle found) {
        return known.end().equals(found.end())
                && Objects.equals(known.job(), found.job())
                && known.tags().equals(found.tags())
                && (known.state() == CycleState.INCOMPLETE) == (found.state() == CycleState.INCOMPLETE)
                && Arrays.equals(numbers(known.shape()), numbers(found.shape()));
    }

    private static float[] numbers(@Nullable CycleShape shape) {
        return shape == null ? new float[0] : shape.numbers();
    }
}
