package io.trivium.fin.bench;

import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Channel;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A bank with half a year of payments: which card paid what where and when is a function of the payment's number, so that
 * rows, feature state and the traffic after them can be made apart and still fit each other.
 *
 * <p>Payments are evenly spread over {@value #SPAN_DAYS} days, each card makes {@value #PAYMENTS_PER_CARD} of them; so a
 * larger bank has more cards and terminals, and each of them has as much history as one of a smaller bank.
 */
public final class HistoryWorld {
    /** Half a year: as far back as partitions of a service that has run so long reach. */
    public static final int SPAN_DAYS = 182;

    static final int PAYMENTS_PER_CARD = 100;

    /** Days between the end of the history and today, for the traffic that is measured after it. */
    private static final int DAYS_AFTER = 70;

    private static final int CARDS_PER_TERMINAL = 4;
    private static final long LCG_MODULUS = 1L << 31;

    private final long rows;
    private final Instant start;
    private final int cards;
    private final int terminals;
    private final String name;
    private final double microsBetween;

    /** @param today whose midnight, UTC, the world is counted back from */
    public HistoryWorld(long rows, LocalDate today) {
        if (rows < 1_000 || rows > 100_000_000) {
            throw new IllegalArgumentException("rows of history outside [1000, 100000000]: " + rows);
        }
        this.rows = rows;
        this.start =
                today.minusDays(DAYS_AFTER + (long) SPAN_DAYS).atStartOfDay().toInstant(ZoneOffset.UTC);
        this.cards = (int) Math.max(20, rows / PAYMENTS_PER_CARD);
        this.terminals = Math.max(10, cards / CARDS_PER_TERMINAL);
        this.name = "h" + rows;
        this.microsBetween = Duration.ofDays(SPAN_DAYS).toNanos() / 1e3 / rows;
    }

    long rows() {
        return rows;
    }

    int cards() {
        return cards;
    }

    int terminals() {
        return terminals;
    }

    /** Returns the prefix of the names of this world. */
    String name() {
        return name;
    }

    Instant start() {
        return start;
    }

    double microsBetween() {
        return microsBetween;
    }

    /** Returns how many payments may follow the history before the present is reached. */
    public long roomAfter() {
        return rows * (DAYS_AFTER - 1) / SPAN_DAYS;
    }

    /** The first payment of the last days of history, as far as windows and memories reach. */
    long firstOfLast(int days) {
        return Math.max(0, rows - rows * days / SPAN_DAYS);
    }

    /** The id of payment number {@code index} of the history. */
    String id(long index) {
        return name + '-' + index;
    }

    private String card(long index) {
        return "tok-" + name + "-c" + mixed(index, 1_103_515_245L, 12_345L) % cards;
    }

    /**
     * Payment number {@code index}; those from {@link #rows} on come after the history.
     *
     * @param id null for the name that the row has
     */
    Authorization authorization(long index, @Nullable String id) {
        String card = card(index);
        long terminal = mixed(index, 214_013L, 2_531_011L) % terminals;
        return new Authorization(
                id == null ? id(index) : id,
                card,
                "T-" + name + '-' + terminal,
                BigDecimal.valueOf(100 + mixed(index, 1_103_515_245L, 12_345L) % 20_000, 2),
                "EUR",
                start.plusNanos(1_000L * (long) (index * microsBetween)),
                null,
                "5411",
                "DE",
                Channel.ECOMMERCE,
                false,
                null,
                "dev-" + card.substring("tok-".length()),
                index % 8 == 0 ? "acc-" + name + '-' + terminal : null,
                null);
    }

    /** The high bits of one step of a linear congruential generator; {@link HistoryRows} says the same in SQL. */
    private static long mixed(long index, long factor, long addend) {
        return Math.floorMod(index * factor + addend, LCG_MODULUS) >> 8;
    }
}
