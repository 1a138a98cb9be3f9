package io.trivium.fin.value;

import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.core.value.ValuePeriod;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads daily roll-ups and closed cases: rows per day and case, however many payments there were. Thread-safe. */
@ApplicationScoped
class FraudFiguresReader {

    private static final String MONEY = """
        select currency, sum(fraud_stopped), sum(fraud_passed), sum(genuine_declined)
        from monitoring_money_day where tenant_id = ? and day >= ? and day < ?
        group by currency order by sum(declined + referred) desc, currency limit 50\
        """;

    private static final String QUALITY = """
        select coalesce(sum(alerts_fraud), 0), coalesce(sum(alerts_genuine), 0), coalesce(sum(passed_fraud), 0)
        from monitoring_quality_day where tenant_id = ? and day >= ? and day < ?\
        """;

    private static final String ALERTS = """
        select coalesce(sum(referred + declined), 0) from monitoring_hour
        where tenant_id = ? and hour >= ? and hour < ?\
        """;

    private static final String FIRST = "select min(hour) from monitoring_hour where tenant_id = ? and hour >= ?";

    private static final String CASES = """
        select count(*), coalesce(sum(alert_count), 0) from fraud_case
        where tenant_id = ? and state = 'closed' and closed_at >= ? and closed_at < ?\
        """;

    private final TenantTransactions transactions;

    FraudFiguresReader(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    FraudFigures read(TenantId tenant, ValuePeriod period) {
        LocalDate from = day(period.from());
        LocalDate to = day(period.to().minusNanos(1)).plusDays(1);
        return transactions.withConnection(tenant, connection -> {
            List<FraudFigures.Money> money = money(connection, tenant, from, to);
            long[] labels = counts(connection, QUALITY, 3, tenant, from, to);
            long[] alerts = counts(
                    connection,
                    ALERTS,
                    1,
                    tenant,
                    from.atStartOfDay().atOffset(ZoneOffset.UTC),
                    to.atStartOfDay().atOffset(ZoneOffset.UTC));
            long[] cases = counts(
                    connection,
                    CASES,
                    2,
                    tenant,
                    period.from().atOffset(ZoneOffset.UTC),
                    period.to().atOffset(ZoneOffset.UTC));
            return new FraudFigures(money, alerts[0], labels[0], labels[1], labels[2], cases[0], cases[1]);
        });
    }

    /** First hour with a payment from that time on; empty without any. */
    Optional<Instant> firstPayment(TenantId tenant, Instant from) {
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement select = connection.prepareStatement(FIRST)) {
                select.setString(1, tenant.value());
                select.setObject(2, from.atOffset(ZoneOffset.UTC));
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    OffsetDateTime first = row.getObject(1, OffsetDateTime.class);
                    return Optional.ofNullable(first).map(OffsetDateTime::toInstant);
                }
            }
        });
    }

    private static List<FraudFigures.Money> money(Connection connection, TenantId tenant, LocalDate from, LocalDate to)
            throws SQLException {
        List<FraudFigures.Money> money = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(MONEY)) {
            bind(select, tenant, from, to);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    money.add(new FraudFigures.Money(
                            row.getString(1), row.getBigDecimal(2), row.getBigDecimal(3), row.getBigDecimal(4)));
                }
            }
        }
        return money;
    }

    private static long[] counts(
            Connection connection, String sql, int columns, TenantId tenant, Object from, Object to)
            throws SQLException {
        long[] counts = new long[columns];
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            bind(select, tenant, from, to);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                for (int i = 0; i < columns; i++) {
                    counts[i] = row.getLong(i + 1);
                }
            }
        }
        return counts;
    }

    private static void bind(PreparedStatement select, TenantId tenant, Object from, Object to) throws SQLException {
        select.setString(1, tenant.value());
        select.setObject(2, from);
        select.setObject(3, to);
    }

    private static LocalDate day(Instant time) {
        return time.atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
