package io.trivium.industrial.alarm;

import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.asset.AssetPlace;
import io.trivium.industrial.asset.PlantPlaces;
import io.trivium.industrial.jdbc.Binder;
import io.trivium.industrial.jdbc.Columns;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
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

    private final PlantPlaces places;
    private final TenantTransactions transactions;
    private final AuditLog audit;

    AlarmJournal(PlantPlaces places, TenantTransactions transactions, AuditLog audit) {
        this.places = places;
        this.transactions = transactions;
        this.audit = audit;
    }

    String csv(TenantId tenant, Instant from, Instant to) {
        Map<UUID, AssetPlace> assets = places.all(tenant);
        return transactions.withConnection(tenant, connection -> {
            StringBuilder csv = new StringBuilder(HEADER);
            int rows = 0;
            try (PreparedStatement select = connection.prepareStatement("""
                    select e.at, a.asset_id, a.condition, a.kind, a.priority, a.tag, a.unit, a.limit_value, e.event, e.actor,
                        e.note, e.alarm_id
                    from alarm_event e join alarm a on a.tenant_id = e.tenant_id and a.alarm_id = e.alarm_id
                    where e.tenant_id = ? and e.at >= ? and e.at < ? order by e.at, e.event_id limit ?""")) {
                Binder.of(select).text(tenant.value()).time(from).time(to).whole(MOST_ROWS);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        csv.append(line(Columns.of(row), assets));
                        rows++;
                    }
                }
            }
            audit.append(
                    "alarm-journal.exported",
                    "alarm-journal",
                    AuditOutcome.SUCCESS,
                    Map.of("from", from.toString(), "to", to.toString(), "rows", rows));
            return csv.toString();
        });
    }

    private static String line(Columns row, Map<UUID, AssetPlace> assets) throws SQLException {
        Instant at = row.time();
        AssetPlace place = assets.get(row.id());
        String condition = row.text();
        String kind = row.text();
        String priority = row.text();
        String tag = row.textOrNull();
        String unit = row.textOrNull();
        Double limit = row.numberOrNull();
        String event = row.text();
        String actor = row.text();
        String note = row.textOrNull();
        return Stream.of(
                                at.toString(),
                                place == null ? "" : String.join(" / ", place.path()),
                                place == null ? "" : place.name(),
                                condition,
                                kind,
                                priority,
                                tag,
                                unit,
                                limit == null ? null : LimitText.number(limit),
                                event,
                                actor,
                                note,
                                row.id().toString())
                        .map(AlarmJournal::field)
                        .collect(Collectors.joining(","))
                + "\r\n";
    }

    /** Quoted where it must be; what a spreadsheet would take for a formula is text (OWASP, CSV injection). */
    static String field(@Nullable String value) {
        if (value == null || value.isEmpty()) {
            return "";
        }
        String safe = "=+-@\t\r".indexOf(value.charAt(0)) >= 0 && !isNumber(value) ? "'" + value : value;
        return safe.chars().anyMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r')
                ? '"' + safe.replace("\"", "\"\"") + '"'
                : safe;
    }

    private static boolean isNumber(String value) {
        return value.matches("-?[0-9]+([.][0-9]+)?");
    }
}
