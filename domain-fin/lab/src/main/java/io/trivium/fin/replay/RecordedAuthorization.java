package io.trivium.fin.replay;

import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Channel;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * One authorization of an archive with the later information about it.
 *
 * @param id unique within the archive, at most 19 digits
 * @param occurredAt UTC
 * @param customerId identifies one card
 * @param amount in the currency of the archive, not negative
 * @param fraud the truth, whether or not it was ever reported
 * @param scenario number of the fraud pattern, 0 for a genuine authorization
 * @param details data that only richer archives contain
 * @param label when and by whom the truth is reported; null when the archive does not contain it
 */
public record RecordedAuthorization(
        long id,
        Instant occurredAt,
        String customerId,
        String terminalId,
        BigDecimal amount,
        boolean fraud,
        int scenario,
        @Nullable Details details,
        @Nullable Label label) {

    /** Archives hold one currency; the handbook names none. */
    static final String CURRENCY = "EUR";

    /** Optional fields of an authorization. */
    public record Details(
            @Nullable String merchantId,
            @Nullable String mcc,
            @Nullable String country,
            @Nullable String channel,
            @Nullable Boolean cardPresent,
            @Nullable String deviceId,
            @Nullable String counterpartyId,
            @Nullable Double homeDistanceKm) {

        /** An archive that says nothing of these. */
        public static final Details NONE = new Details(null, null, null, null, null, null, null, null);
    }

    /**
     * A report of the truth.
     *
     * @param observedAt null when it is never reported
     * @param source {@code chargeback} or {@code analyst}; null with {@code observedAt}
     */
    public record Label(
            @Nullable Instant observedAt, @Nullable String source) {
        public static final Label NEVER = new Label(null, null);

        public Label {
            if ((observedAt == null) != (source == null)) {
                throw new IllegalArgumentException("a label has a time and a source, or neither");
            }
        }
    }

    public RecordedAuthorization {
        if (id < 0) throw new IllegalArgumentException("negative id: " + id);
        if (customerId.isEmpty()) throw new IllegalArgumentException("empty customer id");
        if (terminalId.isEmpty()) throw new IllegalArgumentException("empty terminal id");
        if (amount.signum() < 0) throw new IllegalArgumentException("negative amount: " + amount);
        if (fraud == (scenario == 0)) {
            throw new IllegalArgumentException("fraud " + fraud + " contradicts scenario " + scenario);
        }
    }

    /** The handbook's assumption: every fraud is known a week later. */
    static final Duration HANDBOOK_LABEL_DELAY = Duration.ofDays(7);

    /** When and by whom the truth is reported; without a word in the archive, as in the handbook. */
    public Label reported() {
        return label != null
                ? label
                : new Label(occurredAt.plus(HANDBOOK_LABEL_DELAY), fraud ? "chargeback" : "analyst");
    }

    /**
     * The authorization as a sender would have sent it.
     *
     * @param idPrefix keeps archives apart, such as {@code hb-}
     */
    public Authorization toAuthorization(String idPrefix) {
        Details known = details != null ? details : Details.NONE;
        return new Authorization(
                idPrefix + id,
                panToken(customerId),
                terminalId,
                amount,
                CURRENCY,
                occurredAt,
                known.merchantId,
                known.mcc,
                known.country,
                known.channel == null ? null : Channel.of(known.channel),
                known.cardPresent,
                null,
                known.deviceId,
                known.counterpartyId,
                known.homeDistanceKm);
    }

    /** Converts customer numbers to tokens that cannot be mistaken for a card number; tokens remain unchanged. */
    private static String panToken(String customerId) {
        return customerId.chars().allMatch(c -> c >= '0' && c <= '9') ? "customer-" + customerId : customerId;
    }

    /** The UTC calendar day. */
    public LocalDate day() {
        return LocalDate.ofInstant(occurredAt, ZoneOffset.UTC);
    }
}
