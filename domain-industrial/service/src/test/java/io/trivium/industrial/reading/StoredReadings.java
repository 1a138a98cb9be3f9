package io.trivium.industrial.reading;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.asset.TagCatalogue;
import io.trivium.industrial.asset.TagRef;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Stores readings as the consumer does, for tests of what follows from them. */
@ApplicationScoped
public class StoredReadings {
    private final ReadingStore store;
    private final ReadingFollower follower;
    private final TagCatalogue catalogue;

    StoredReadings(ReadingStore store, ReadingFollower follower, TagCatalogue catalogue) {
        this.store = store;
        this.follower = follower;
        this.catalogue = catalogue;
    }

    /** A good reading. */
    public record Reading(String tag, Instant at, double value) {}

    /** One batch of readings of a tag, a second apart from then on; returns how many were new. */
    public int add(TenantId tenant, String source, String tag, Instant from, double... values) {
        List<Reading> readings = new ArrayList<>();
        for (double value : values) readings.add(new Reading(tag, from.plusSeconds(readings.size()), value));
        return add(tenant, source, readings);
    }

    /** One batch; returns how many were new. */
    public int add(TenantId tenant, String source, List<Reading> readings) {
        Points points = new Points(follower.wanted(tenant));
        for (Reading reading : readings) {
            TagRef ref = Objects.requireNonNull(catalogue.tag(tenant, source, reading.tag()), reading.tag());
            points.add(ref.assetId(), ref.tagId(), EpochMicros.of(reading.at()), reading.value(), (short) 192);
        }
        return store.add(tenant, points);
    }

    /** Discards the state that is remembered from batch to batch, as after a start. */
    public void restart() {
        follower.forget();
    }
}
