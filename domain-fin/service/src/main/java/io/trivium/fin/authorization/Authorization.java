package io.trivium.fin.authorization;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.core.event.EventPayload;
import io.trivium.core.event.EventRules;
import io.trivium.core.event.EventType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Currency;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One request to authorize a payment by card or from an account, and the payload of {@code fin.authorization.v1}.
 *
 * <p>The card is named by a token only: an all-digit string that could be a card number is refused, and so is one in
 * any other part (see {@link CardNumbers}). A payment from account to account has channel {@code transfer}, the debtor
 * account's token as {@code panToken}, and the creditor account's token as {@code terminalId} and
 * {@code counterpartyId}. Optional parts are null when the sender left them out. Every rule here is also in
 * {@code src/main/schema/fin.authorization.v1.json}; the rules a schema cannot state (Luhn, ISO code lists) are only
 * here.
 *
 * @param authorizationId the sender's id, unique per tenant; sending it again with equal content has no further effect
 * @param amount in units of {@code currency}, not negative (0 is an account verification), at most 4 decimals, below 10^12
 * @param currency ISO 4217 alphabetic code
 * @param occurredAt when the card was presented; the sliding windows run on this time, at millisecond resolution
 * @param mcc ISO 18245 merchant category, four digits
 * @param country ISO 3166-1 alpha-2 of the terminal
 * @param customerId a token of the person or firm that pays; if it is absent, the {@code panToken} is used instead
 * @param deviceId a token of the phone or browser on which the payment was started
 * @param counterpartyId a token of the account that receives the money, never its number
 * @param homeDistanceKm from the payer's home to the place of payment, in [0, 20,100] km
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@EventType(Authorization.TYPE)
public record Authorization(
        String authorizationId,
        String panToken,
        String terminalId,
        BigDecimal amount,
        String currency,
        Instant occurredAt,
        @Nullable String merchantId,
        @Nullable String mcc,
        @Nullable String country,
        @Nullable Channel channel,
        @Nullable Boolean cardPresent,
        @Nullable String customerId,
        @Nullable String deviceId,
        @Nullable String counterpartyId,
        @Nullable Double homeDistanceKm)
        implements EventPayload {

    public static final String TOPIC = "fin.authorization.v1";
    public static final String TYPE = "io.trivium.fin.authorization.requested";

    /** Amounts are kept as whole ten-thousandths: ISO 4217 knows no currency with more than four decimals. */
    public static final int AMOUNT_SCALE = 4;

    /** Half of the circumference of the earth, rounded up: no distance on it is longer. */
    public static final int LONGEST_KM = 20_100;

    private static final BigDecimal AMOUNT_LIMIT = new BigDecimal("1000000000000");
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    public Authorization {
        requireIdentifier("authorizationId", authorizationId, 1, "._:-");
        EventRules.require(panToken == null || !couldBePan(panToken), "panToken", "must be a token, not a card number");
        requireIdentifier("panToken", panToken, 4, "_-");
        requireIdentifier("terminalId", terminalId, 1, "._-");
        EventRules.require(amount != null, "amount", "is required");
        // Checked before any arithmetic: 1e999999999 must not be expanded.
        EventRules.require(
                amount.scale() >= -12 && amount.scale() <= 64 && amount.precision() <= 64,
                "amount",
                "must lie in [0, 10^12) and have at most 4 decimals");
        EventRules.require(amount.signum() >= 0, "amount", "must not be negative");
        EventRules.require(amount.compareTo(AMOUNT_LIMIT) < 0, "amount", "must be below 10^12");
        amount = amount.signum() == 0 ? BigDecimal.ZERO : amount.stripTrailingZeros();
        EventRules.require(amount.scale() <= AMOUNT_SCALE, "amount", "must have at most 4 decimals");
        if (amount.scale() < 0) amount = amount.setScale(0);
        EventRules.require(
                currency != null && Iso4217.CODES.contains(currency), "currency", "must be an ISO 4217 code");
        EventRules.require(occurredAt != null, "occurredAt", "is required");
        EventRules.require(!occurredAt.isBefore(EARLIEST), "occurredAt", "must not be before 2000-01-01");
        EventRules.require(occurredAt.isBefore(LATEST), "occurredAt", "must be before 2200-01-01");
        requireOptional("merchantId", merchantId);
        EventRules.require(
                mcc == null || (mcc.length() == 4 && allDigits(mcc)), "mcc", "must be four digits (ISO 18245)");
        EventRules.require(
                country == null || COUNTRIES.contains(country), "country", "must be an ISO 3166-1 alpha-2 code");
        requireOptional("customerId", customerId);
        requireOptional("deviceId", deviceId);
        requireOptional("counterpartyId", counterpartyId);
        EventRules.require(
                counterpartyId == null || !couldBePan(counterpartyId),
                "counterpartyId",
                "must be a token, not a card number");
        EventRules.require(
                homeDistanceKm == null || (homeDistanceKm >= 0 && homeDistanceKm <= LONGEST_KM),
                "homeDistanceKm",
                "must lie in [0, 20100]");
        // Minus zero is a distance of zero, and must hash as one.
        homeDistanceKm = homeDistanceKm == null ? null : homeDistanceKm + 0.0;
    }

    /** An authorization that says nothing of customer, device, counterparty and distance. */
    public Authorization(
            String authorizationId,
            String panToken,
            String terminalId,
            BigDecimal amount,
            String currency,
            Instant occurredAt,
            @Nullable String merchantId,
            @Nullable String mcc,
            @Nullable String country,
            @Nullable Channel channel,
            @Nullable Boolean cardPresent) {
        this(
                authorizationId,
                panToken,
                terminalId,
                amount,
                currency,
                occurredAt,
                merchantId,
                mcc,
                country,
                channel,
                cardPresent,
                null,
                null,
                null,
                null);
    }

    /** Returns the payer: the customer's token or, if the sender names none, the card's. */
    @JsonIgnore
    public String customer() {
        return customerId == null ? panToken : customerId;
    }

    /** The amount in ten-thousandths of the currency unit, exact. */
    @JsonIgnore
    public long amountMinor() {
        return amount.movePointRight(AMOUNT_SCALE).longValueExact();
    }

    /**
     * SHA-256, in hexadecimal, over the canonical form: every part in declaration order, one per line, absent parts empty;
     * then those of the later parts (from {@code customerId} on) that are present, each with its name.
     * Equal content gives an equal hash however the JSON was written ({@code 12.50} and {@code 12.5}).
     */
    @JsonIgnore
    public String contentHash() {
        StringBuilder canonical = new StringBuilder(192);
        canonical.append("authorization/1\n");
        canonical.append(authorizationId).append('\n');
        canonical.append(panToken).append('\n');
        canonical.append(terminalId).append('\n');
        canonical.append(amount.toPlainString()).append('\n');
        canonical.append(currency).append('\n');
        canonical.append(occurredAt).append('\n');
        canonical.append(merchantId == null ? "" : merchantId).append('\n');
        canonical.append(mcc == null ? "" : mcc).append('\n');
        canonical.append(country == null ? "" : country).append('\n');
        canonical.append(channel == null ? "" : channel.wireName()).append('\n');
        canonical.append(cardPresent == null ? "" : cardPresent).append('\n');
        appendPresent(canonical, "customerId", customerId);
        appendPresent(canonical, "deviceId", deviceId);
        appendPresent(canonical, "counterpartyId", counterpartyId);
        appendPresent(canonical, "homeDistanceKm", homeDistanceKm);
        return HexFormat.of().formatHex(sha256().digest(canonical.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static void appendPresent(StringBuilder canonical, String name, @Nullable Object value) {
        if (value != null) canonical.append(name).append('=').append(value).append('\n');
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no SHA-256", e);
        }
    }

    private static void requireOptional(String name, @Nullable String value) {
        if (value != null) requireIdentifier(name, value, 1, "._-");
    }

    private static void requireIdentifier(String name, @Nullable String value, int min, String extra) {
        requireCharacters(name, value, min, 64, extra);
        EventRules.require(value == null || !CardNumbers.isIn(value), name, "must not be or contain a card number");
    }

    private static void requireCharacters(String name, @Nullable String value, int min, int max, String extra) {
        EventRules.require(value != null, name, "is required");
        int length = value == null ? 0 : value.length();
        boolean fits = length >= min && length <= max;
        for (int i = 0; fits && i < length; i++) {
            char c = value == null ? ' ' : value.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            fits = plain || extra.indexOf(c) >= 0;
        }
        EventRules.require(fits, name, "must be " + min + " to " + max + " of A-Z a-z 0-9 " + extra);
    }

    private static boolean allDigits(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') return false;
        }
        return true;
    }

    /** ISO/IEC 7812: 12 to 19 digits whose Luhn sum is a multiple of ten. */
    static boolean couldBePan(String token) {
        int length = token.length();
        if (length < 12 || length > 19 || !allDigits(token)) return false;
        return CardNumbers.passesLuhn(token, 0, length);
    }

    private static final class Iso4217 {
        static final Set<String> CODES =
                Currency.availableCurrencies().map(Currency::getCurrencyCode).collect(Collectors.toUnmodifiableSet());
    }
}
