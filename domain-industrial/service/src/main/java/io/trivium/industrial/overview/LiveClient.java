package io.trivium.industrial.overview;

import io.trivium.industrial.alarm.AlarmView;
import io.trivium.industrial.reading.LatestView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The state that one live client has already received. Holds as much as the plant has and no more; belongs to one
 * thread.
 */
final class LiveClient {
    private final Map<UUID, Integer> alarms = new HashMap<>();
    private final Map<UUID, Integer> orders = new HashMap<>();
    private final Map<String, Instant> readings = new HashMap<>();
    private Map<UUID, LiveEvents.LiveAsset> assets = Map.of();
    private OverviewView.@Nullable PlantFigures figures;

    /** Returns alarms whose version was not sent yet. */
    List<AlarmView> newAlarms(List<AlarmView> changed) {
        List<AlarmView> news = changed.stream()
                .filter(alarm -> isNew(alarms, alarm.alarmId(), alarm.version()))
                .toList();
        alarms.keySet().retainAll(changed.stream().map(AlarmView::alarmId).toList());
        return news;
    }

    List<LiveEvents.LiveWorkOrder> newOrders(List<LiveFeed.ChangedOrder> changed) {
        List<LiveEvents.LiveWorkOrder> news = changed.stream()
                .filter(order -> isNew(orders, order.workOrderId(), order.version()))
                .map(order -> new LiveEvents.LiveWorkOrder(order.workOrderId(), order.state()))
                .toList();
        orders.keySet()
                .retainAll(
                        changed.stream().map(LiveFeed.ChangedOrder::workOrderId).toList());
        return news;
    }

    private static boolean isNew(Map<UUID, Integer> sent, UUID id, int version) {
        Integer before = sent.put(id, version);
        return before == null || before < version;
    }

    /** Assets that changed, with the figures; null when nothing did. */
    LiveEvents.@Nullable LiveOverview newOverview(OverviewView overview) {
        Map<UUID, LiveEvents.LiveAsset> now = new HashMap<>();
        List<LiveEvents.LiveAsset> news = new ArrayList<>();
        for (OverviewView.LineView line : overview.lines()) {
            for (OverviewView.AssetSummary summary : line.assets()) {
                LiveEvents.LiveAsset asset = LiveEvents.LiveAsset.of(summary);
                now.put(asset.assetId(), asset);
                if (!asset.equals(assets.get(asset.assetId()))) news.add(asset);
            }
        }
        assets = now;
        boolean changed = !news.isEmpty() || !overview.figures().equals(figures);
        figures = overview.figures();
        return changed ? new LiveEvents.LiveOverview(news, overview.figures()) : null;
    }

    /** The latest reading of each tag that has a new one; null when none has. */
    LiveEvents.@Nullable LiveReadings newReadings(UUID assetId, List<LatestView> latest) {
        List<LiveEvents.LiveReading> news = new ArrayList<>();
        Set<String> there = new HashSet<>();
        for (LatestView view : latest) {
            Instant at = view.at();
            Double value = view.value();
            there.add(view.tag());
            if (at != null && value != null && !at.equals(readings.put(view.tag(), at))) {
                news.add(new LiveEvents.LiveReading(view.tag(), at, value, view.quality()));
            }
        }
        readings.keySet().retainAll(there);
        return news.isEmpty() ? null : new LiveEvents.LiveReadings(assetId, news);
    }
}
