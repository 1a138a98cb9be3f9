package io.trivium.industrial.alarm;

import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.IndustrialErrorCode;
import io.trivium.industrial.alarm.rule.AlarmKind;
import io.trivium.industrial.alarm.rule.AlarmPriority;
import io.trivium.industrial.asset.AssetPlace;
import io.trivium.industrial.asset.PlantPlaces;
import io.trivium.industrial.jdbc.Binder;
import io.trivium.industrial.jdbc.Columns;
import io.trivium.industrial.paging.PageCursor;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Queries of alarms for the screens. Thread-safe. */
@ApplicationScoped
public class AlarmReader {
    /** Selects alarms that are not normal; an alarm that is suppressed by design and does not hold is omitted. */
    private static final String OPEN = "(active or not acknowledged or out_of_service or shelved_until > ?)";

    private static final int MOST_EVENTS = 200;
    private static final int MOST_SIMILAR = 10;

    private final AlarmStore store;
    private final PlantPlaces places;
    private final TenantTransactions transactions;
    private final InstantSource clock;

    AlarmReader(AlarmStore store, PlantPlaces places, TenantTransactions transactions, InstantSource clock) {
        this.store = store;
        this.places = places;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Alarms by the time at which they were last raised, the latest first. */
    List<AlarmView> list(TenantId tenant, AlarmQuery query, @Nullable PageCursor after, int limit) {
        Map<UUID, AssetPlace> assets = places.all(tenant);
        Instant now = clock.instant();
        UUID[] asked = assets.values().stream()
                .filter(place -> query.assetId() == null || place.assetId().equals(query.assetId()))
                .filter(place -> query.lineId() == null || place.groupId().equals(query.lineId()))
                .map(AssetPlace::assetId)
                .toArray(UUID[]::new);
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement select = connection.prepareStatement("select " + AlarmStore.COLUMNS + " from alarm"
                    + " where tenant_id = ? and (not ? or " + OPEN + ") and (not ? or asset_id = any (?::uuid[]))"
                    + " and (?::text is null or priority = ?) and (?::text is null or kind = ?)"
                    + " and (?::timestamptz is null or active_since >= ?)"
                    + " and (?::timestamptz is null or active_since < ?)"
                    + " and (?::timestamptz is null or (active_since, alarm_id) < (?, ?))"
                    + " order by active_since desc, alarm_id desc limit ?")) {
                AlarmPriority priority = query.priority();
                AlarmKind kind = query.kind();
                Binder.of(select)
                        .text(tenant.value())
                        .flag(query.open())
                        .time(now)
                        .flag(query.assetId() != null || query.lineId() != null)
                        .array("uuid", (Object[]) asked)
                        .text(priority == null ? null : priority.wireName())
                        .text(priority == null ? null : priority.wireName())
                        .text(kind == null ? null : kind.wireName())
                        .text(kind == null ? null : kind.wireName())
                        .time(query.from())
                        .time(query.from())
                        .time(query.to())
                        .time(query.to())
                        .time(after == null ? null : after.at())
                        .time(after == null ? null : after.at())
                        .id(after == null ? null : after.id())
                        .whole(limit);
                return views(store.alarms(select), assets, now);
            }
        });
    }

    private static List<AlarmView> views(List<Alarm> alarms, Map<UUID, AssetPlace> assets, Instant now) {
        return alarms.stream()
                .map(alarm -> {
                    AssetPlace place = assets.get(alarm.assetId());
                    return place == null ? null : AlarmView.of(alarm, place, now);
                })
                .filter(Objects::nonNull)
                .toList();
    }

    /** Alarms that were changed since that moment, the latest change first. */
    public List<AlarmView> changedSince(TenantId tenant, Instant since, int limit) {
        Map<UUID, AssetPlace> assets = places.all(tenant);
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement select = connection.prepareStatement("select " + AlarmStore.COLUMNS
                    + " from alarm where tenant_id = ? and last_change >= ? order by last_change desc limit ?")) {
                Binder.of(select).text(tenant.value()).time(since).whole(limit);
                return views(store.alarms(select), assets, clock.instant());
            }
        });
    }

    /** Alarms that hold, those that have held the longest first. */
    List<AlarmView> longestStanding(TenantId tenant, int limit) {
        Map<UUID, AssetPlace> assets = places.all(tenant);
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement select = connection.prepareStatement("select " + AlarmStore.COLUMNS
                    + " from alarm where tenant_id = ? and active order by active_since limit ?")) {
                Binder.of(select).text(tenant.value()).whole(limit);
                return views(store.alarms(select), assets, clock.instant());
            }
        });
    }

    /** The alarm as it is shown. */
    AlarmView view(TenantId tenant, Alarm alarm) {
        return AlarmView.of(alarm, places.require(tenant, alarm.assetId()), clock.instant());
    }

    /** The alarm, in the caller's transaction. */
    public Alarm require(Connection connection, TenantId tenant, UUID alarmId) throws SQLException {
        return store.find(connection, tenant, alarmId).orElseThrow(AlarmReader::notFound);
    }

    AlarmDetail detail(TenantId tenant, UUID alarmId) {
        Map<UUID, AssetPlace> assets = places.all(tenant);
        return transactions.withConnection(tenant, connection -> {
            Alarm alarm = store.find(connection, tenant, alarmId).orElseThrow(AlarmReader::notFound);
            AssetPlace place = assets.get(alarm.assetId());
            if (place == null) {
                throw notFound();
            }
            return new AlarmDetail(
                    AlarmView.of(alarm, place, clock.instant()),
                    history(connection, tenant, alarmId),
                    similar(connection, tenant, alarm, place, assets));
        });
    }

    private static List<AlarmDetail.AlarmHistoryEntry> history(Connection connection, TenantId tenant, UUID alarmId)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select at, actor, event, note from alarm_event"
                + " where tenant_id = ? and alarm_id = ? order by event_id desc limit " + MOST_EVENTS)) {
            Binder.of(select).text(tenant.value()).id(alarmId);
            List<AlarmDetail.AlarmHistoryEntry> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Columns columns = Columns.of(row);
                    found.add(new AlarmDetail.AlarmHistoryEntry(
                            columns.time(), columns.text(), columns.text(), columns.textOrNull()));
                }
            }
            return found;
        }
    }

    private static List<AlarmDetail.SimilarAlarm> similar(
            Connection connection, TenantId tenant, Alarm alarm, AssetPlace place, Map<UUID, AssetPlace> assets)
            throws SQLException {
        Object[] peers = assets.values().stream()
                .filter(other -> other.assetId().equals(place.assetId())
                        || (place.assetType() != null && place.assetType().equals(other.assetType())))
                .map(AssetPlace::assetId)
                .toArray();
        try (PreparedStatement select = connection.prepareStatement("""
                select o.alarm_id, a.asset_id, a.condition, o.active_since, o.cleared_at, w.outcome
                from alarm_occurrence o
                join alarm a on a.tenant_id = o.tenant_id and a.alarm_id = o.alarm_id
                left join work_order w on w.tenant_id = o.tenant_id and w.work_order_id = o.work_order_id
                where o.tenant_id = ? and a.condition = ? and a.asset_id = any (?::uuid[])
                  and (o.alarm_id <> ? or o.occurrence <> ?)
                order by w.outcome is null, o.active_since desc limit ?""")) {
            Binder.of(select)
                    .text(tenant.value())
                    .text(alarm.condition().name())
                    .array("uuid", peers)
                    .id(alarm.alarmId())
                    .whole(alarm.occurrence().number())
                    .whole(MOST_SIMILAR);
            List<AlarmDetail.SimilarAlarm> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Columns columns = Columns.of(row);
                    UUID alarmId = columns.id();
                    AssetPlace asset = assets.getOrDefault(columns.id(), place);
                    found.add(new AlarmDetail.SimilarAlarm(
                            alarmId,
                            asset.name(),
                            columns.text(),
                            columns.time(),
                            columns.timeOrNull(),
                            columns.textOrNull()));
                }
            }
            return found;
        }
    }

    static PlatformException notFound() {
        return new PlatformException(
                IndustrialErrorCode.ALARM_NOT_FOUND, IndustrialErrorCode.ALARM_NOT_FOUND.meaning());
    }
}
