package io.trivium.industrial.alarm;

import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.asset.AssetPlace;
import io.trivium.industrial.asset.PlantPlaces;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every change of every alarm of a time as CSV (RFC 4180, UTF-8), the oldest first; taking it is audited. Thread-safe. */
@ApplicationScoped
class AlarmJournal {
    /** Rows of one file; a longer time is exported in parts. */
    static final int MOST_ROWS = 100_000;

    private static final String HEADER =
            "time,place,asset,alarm,kind,priority,tag,unit,limit,event,actor,note,alarm_id\r\n";

    private static final SqlQuery<Entry> ENTRIES = SqlQuery.of(Entry.class, """
        select e.at, a.asset_id, a.condition, a.kind, a.priority, a.tag, a.unit, a.limit_value, e.event, e.actor,
            e.note, e.alarm_id
        from alarm_event e join alarm a on a.tenant_id = e.tenant_id and a.alarm_id = e.alarm_id
        where e.tenant_id = :tenant and e.at >= :from and e.at < :to order by e.at, e.event_id limit :limit
        """);

    private final PlantPlaces places;
    private final TenantTransactions transactions;
    private final AuditLog audit;

    AlarmJournal(PlantPlaces places, TenantTransactions transactions, AuditLog audit) {
        this.places = places;
        this.transactions = transactions;
        this.audit = audit;
    }

    private record Entry(
            Instant at,
            UUID assetId,
            String condition,
            String kind,
            String priority,
            @Nullable String tag,
            @Nullable String unit,
            @Nullable Double limitValue,
            String event,
            String actor,
            @Nullable String note,
            UUID alarmId) {}

    String csv(TenantId tenant, Instant from, Instant to) {
        Map<UUID, AssetPlace> assets = places.all(tenant);
        return transactions.withConnection(tenant, connection -> {
            List<Entry> entries = ENTRIES.on(connection)
                    .set("tenant", tenant)
                    .set("from", from)
                    .set("to", to)
                    .set("limit", MOST_ROWS)
                    .list();
            StringBuilder csv = new StringBuilder(HEADER);
            entries.forEach(entry -> csv.append(line(entry, assets)));
            audit.append(
                    "alarm-journal.exported",
                    "alarm-journal",
                    AuditOutcome.SUCCESS,
                    Map.of("from", from.toString(), "to", to.toString(), "rows", entries.size()));
            return csv.toString();
        });
    }

    private static String line(Entry entry, Map<UUID, AssetPlace> assets) {
        AssetPlace place = assets.get(entry.assetId);
        return Stream.of(
                                entry.at.toString(),
                                place == null ? "" : String.join(" / ", place.path()),
                                place == null ? "" : place.name(),
                                entry.condition,
                                entry.kind,
                                entry.priority,
                                entry.tag,
                                entry.unit,
                                entry.limitValue == null ? null : LimitText.number(entry.limitValue),
                                entry.event,
                                entry.actor,
                                entry.note,
                                entry.alarmId.toString())
                        .map(AlarmJournal::field)
                        .collect(Collectors.joining(","))
                + "\r\n";
    }

    /** Quoted where it must be; what a spreadsheet would take for a formula is text (OWASP, CSV injection). */
    static String field(@Nullable String value) {
        if (value == null || value.isEmpty()) return "";
        String safe = "=+-@\t\r".indexOf(value.charAt(0)) >= 0 && !isNumber(value) ? "'" + value : value;
        return safe.chars().anyMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r')
                ? '"' + safe.replace("\"", "\"\"") + '"'
                : safe;
    }

    private static boolean isNumber(String value) {
        return value.matches("-?[0-9]+([.][0-9]+)?");
    }
}
