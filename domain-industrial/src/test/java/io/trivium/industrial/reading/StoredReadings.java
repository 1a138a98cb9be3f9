package io.trivium.industrial.reading;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.asset.TagCatalogue;
import io.trivium.industrial.asset.TagRef;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
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

    /** One batch of readings of a tag, a second apart from then on; returns how many were new. */
    public int add(TenantId tenant, String source, String tag, Instant from, double... values) {
        TagRef ref = Objects.requireNonNull(catalogue.tag(tenant, source, tag), tag);
        Points points = new Points(follower.wanted(tenant));
        for (int r = 0; r < values.length; r++) {
            points.add(ref.assetId(), ref.tagId(), EpochMicros.of(from.plusSeconds(r)), values[r], (short) 192);
        }
        return store.add(tenant, points);
    }

    /** What is remembered from batch to batch is gone, as after a start. */
    public void restart() {
        follower.forget();
    }
}
