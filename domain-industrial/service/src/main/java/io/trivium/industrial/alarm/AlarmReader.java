package io.trivium.industrial.alarm;

import io.trivium.core.error.PlatformException;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.IndustrialErrorCode;
import io.trivium.industrial.asset.AssetPlace;
import io.trivium.industrial.asset.PlantPlaces;
import io.trivium.industrial.paging.PageCursor;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Queries of alarms for the screens. Thread-safe. */
@ApplicationScoped
public class AlarmReader {
    /** Of those that are not normal: an alarm that is suppressed by design and does not hold is omitted. */
    private static final SqlQuery<Alarm> LIST = SqlQuery.of(Alarm.class, AlarmStore.SELECT + """
        and (not :open or active or not acknowledged or out_of_service or shelved_until > :now)
        and (not :some or asset_id = any (:assets::uuid[]))
        and (:priority::text is null or priority = :priority) and (:kind::text is null or kind = :kind)
        and (:from::timestamptz is null or active_since >= :from) and (:to::timestamptz is null or active_since < :to)
        and (:afterAt::timestamptz is null or (active_since, alarm_id) < (:afterAt, :afterId))
        order by active_since desc, alarm_id desc limit :limit
        """);

    private static final SqlQuery<Alarm> CHANGED_SINCE = SqlQuery.of(
            Alarm.class, AlarmStore.SELECT + "and last_change >= :since order by last_change desc limit :limit");

    private static final SqlQuery<Alarm> LONGEST_STANDING =
            SqlQuery.of(Alarm.class, AlarmStore.SELECT + "and active order by active_since limit :limit");

    private static final SqlQuery<AlarmDetail.AlarmHistoryEntry> HISTORY =
            SqlQuery.of(AlarmDetail.AlarmHistoryEntry.class, """
        select at, actor, event, note from alarm_event where tenant_id = :tenant and alarm_id = :alarm
        order by event_id desc limit :limit
        """);

    private static final SqlQuery<Similar> SIMILAR = SqlQuery.of(Similar.class, """
        select o.alarm_id, a.asset_id, a.condition, o.active_since, o.cleared_at, w.outcome
        from alarm_occurrence o
        join alarm a on a.tenant_id = o.tenant_id and a.alarm_id = o.alarm_id
        left join work_order w on w.tenant_id = o.tenant_id and w.work_order_id = o.work_order_id
        where o.tenant_id = :tenant and a.condition = :condition and a.asset_id = any (:assets::uuid[])
            and (o.alarm_id <> :alarm or o.occurrence <> :occurrence)
        order by w.outcome is null, o.active_since desc limit :limit
        """);

    private static final int MOST_EVENTS = 200;
    private static final int MOST_SIMILAR = 10;

    private record Similar(
            UUID alarmId,
            UUID assetId,
            String condition,
            Instant activeSince,
            @Nullable Instant clearedAt,
            @Nullable String outcome) {}

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
        List<UUID> asked = assets.values().stream()
                .filter(place -> query.assetId() == null || place.assetId().equals(query.assetId()))
                .filter(place -> query.lineId() == null || place.groupId().equals(query.lineId()))
                .map(AssetPlace::assetId)
                .toList();
        return transactions.withConnection(
                tenant,
                connection -> views(
                        LIST.on(connection)
                                .set("tenant", tenant)
                                .set("open", query.open())
                                .set("now", now)
                                .set("some", query.assetId() != null || query.lineId() != null)
                                .set("assets", asked)
                                .set("priority", query.priority())
                                .set("kind", query.kind())
                                .set("from", query.from())
                                .set("to", query.to())
                                .set("afterAt", after == null ? null : after.at())
                                .set("afterId", after == null ? null : after.id())
                                .set("limit", limit)
                                .list(),
                        assets,
                        now));
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
        List<Alarm> changed = transactions.withConnection(
                tenant,
                connection -> CHANGED_SINCE
                        .on(connection)
                        .set("tenant", tenant)
                        .set("since", since)
                        .set("limit", limit)
                        .list());
        return views(changed, assets, clock.instant());
    }

    /** Alarms that hold, those that have held the longest first. */
    List<AlarmView> longestStanding(TenantId tenant, int limit) {
        Map<UUID, AssetPlace> assets = places.all(tenant);
        List<Alarm> standing = transactions.withConnection(
                tenant,
                connection -> LONGEST_STANDING
                        .on(connection)
                        .set("tenant", tenant)
                        .set("limit", limit)
                        .list());
        return views(standing, assets, clock.instant());
    }

    /** The alarm as it is shown. */
    AlarmView view(TenantId tenant, Alarm alarm) {
        return AlarmView.of(alarm, places.require(tenant, alarm.assetId()), clock.instant());
    }

    /** The alarm, in the caller's transaction. */
    public Alarm require(Connection connection, TenantId tenant, UUID alarmId) {
        return store.find(connection, tenant, alarmId).orElseThrow(AlarmReader::notFound);
    }

    AlarmDetail detail(TenantId tenant, UUID alarmId) {
        Map<UUID, AssetPlace> assets = places.all(tenant);
        return transactions.withConnection(tenant, connection -> {
            Alarm alarm = store.find(connection, tenant, alarmId).orElseThrow(AlarmReader::notFound);
            AssetPlace place = assets.get(alarm.assetId());
            if (place == null) throw notFound();
            return new AlarmDetail(
                    AlarmView.of(alarm, place, clock.instant()),
                    HISTORY.on(connection)
                            .set("tenant", tenant)
                            .set("alarm", alarmId)
                            .set("limit", MOST_EVENTS)
                            .list(),
                    similar(connection, tenant, alarm, place, assets));
        });
    }

    private static List<AlarmDetail.SimilarAlarm> similar(
            Connection connection, TenantId tenant, Alarm alarm, AssetPlace place, Map<UUID, AssetPlace> assets) {
        List<UUID> peers = assets.values().stream()
                .filter(other -> other.assetId().equals(place.assetId())
                        || (place.assetType() != null && place.assetType().equals(other.assetType())))
                .map(AssetPlace::assetId)
                .toList();
        return SIMILAR
                .on(connection)
                .set("tenant", tenant)
                .set("condition", alarm.condition().name())
                .set("assets", peers)
                .set("alarm", alarm.alarmId())
                .set("occurrence", alarm.occurrence().number())
                .set("limit", MOST_SIMILAR)
                .list()
                .stream()
                .map(found -> new AlarmDetail.SimilarAlarm(
                        found.alarmId,
                        assets.getOrDefault(found.assetId, place).name(),
                        found.condition,
                        found.activeSince,
                        found.clearedAt,
                        found.outcome))
                .toList();
    }

    static PlatformException notFound() {
        return new PlatformException(
                IndustrialErrorCode.ALARM_NOT_FOUND, IndustrialErrorCode.ALARM_NOT_FOUND.meaning());
    }
}
