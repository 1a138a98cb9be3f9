package io.trivium.industrial.cycle;

import io.trivium.core.learning.LabelWorth;
import io.trivium.core.learning.Shortlist;
import io.trivium.core.learning.ShortlistClient;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.asset.AssetPlace;
import io.trivium.industrial.asset.PlantPlaces;
import io.trivium.industrial.cycle.LabelQueueView.LabelQueueItem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/** Joins what the model runtime would learn most from with what is known of the cycles. Thread-safe. */
@ApplicationScoped
class LabelQueueService {
    /** More are requested than shown: some were labelled so recently that the runtime has not received the label. */
    private static final int SPARE = 20;

    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final ShortlistClient shortlists;
    private final CycleStore store;
    private final PlantPlaces places;
    private final TenantTransactions transactions;

    LabelQueueService(
            ShortlistClient shortlists, CycleStore store, PlantPlaces places, TenantTransactions transactions) {
        this.shortlists = shortlists;
        this.store = store;
        this.places = places;
        this.transactions = transactions;
    }

    private record Known(StoredCycle cycle, AssetPlace place) {
        LabelQueueItem item(LabelWorth worth) {
            String link = "/console/assets/" + place.assetId() + "?cycle=" + cycle.cycleId();
            return new LabelQueueItem(
                    place.assetId(), place.name(), place.path(), CycleReader.view(cycle), worth, link);
        }
    }

    LabelQueueView list(TenantId tenant, int limit) {
        Shortlist shortlist = shortlists.list(tenant, CycleVerdicts.TASK, limit + SPARE);
        List<UUID> named = shortlist.items().keySet().stream()
                .filter(id -> UUID_TEXT.matcher(id).matches())
                .map(UUID::fromString)
                .toList();
        if (named.isEmpty()) return new LabelQueueView(List.of(), shortlist.gap());
        Map<UUID, AssetPlace> assets = places.all(tenant);
        Map<String, Known> known = new HashMap<>();
        for (StoredCycle cycle :
                transactions.withConnection(tenant, connection -> store.unlabelled(connection, tenant, named))) {
            AssetPlace place = assets.get(cycle.assetId());
            if (place != null) known.put(cycle.cycleId().toString(), new Known(cycle, place));
        }
        return new LabelQueueView(shortlist.join(known, Known::item, limit), null);
    }
}
