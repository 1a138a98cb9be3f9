package io.trivium.fin.iso;

import com.solab.iso8583.IsoMessage;
import com.solab.iso8583.IsoType;
import com.solab.iso8583.IsoValue;
import com.solab.iso8583.MessageFactory;
import io.trivium.core.event.EventRuleException;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Channel;
import java.io.UnsupportedEncodingException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * ISO 8583:1987 in ASCII with a hexadecimal bitmap: requests 0100 and 0200, reversals 0400 and 0420, network management
 * 0800, and their answers. Works on messages whose card number {@link SafeMessage8583} has taken out. Thread-safe once made.
 */
final class Codec8583 {

    static final int AUTHORIZATION = 0x100;
    static final int FINANCIAL = 0x200;
    static final int REVERSAL = 0x400;
    static final int REVERSAL_ADVICE = 0x420;
    static final int NETWORK = 0x800;

    /** Message types without the last digit, which says who sends it and whether it is a repeat. */
    private static final Set<Integer> KINDS = Set.of(AUTHORIZATION, FINANCIAL, REVERSAL, REVERSAL_ADVICE, NETWORK);

    private static final int[] REPEATED = {3, 4, 7, 11, 12, 13, 32, 37, 41, 42, 49, 70};

    /** Data element 90: message type, number, time, acquirer and forwarder of the original. */
    private static final Pattern ORIGINAL = Pattern.compile("([0-9]{4})([0-9]{6})([0-9]{10})([0-9]{11})[0-9]{11}");

    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
    private static final Map<String, Currency> CURRENCIES = Currency.availableCurrencies()
            .filter(currency -> currency.getNumericCode() > 0 && currency.getDefaultFractionDigits() >= 0)
            .collect(Collectors.toUnmodifiableMap(
                    Currency::getNumericCodeAsString,
                    Function.identity(),
                    (a, b) -> a.getCurrencyCode().compareTo(b.getCurrencyCode()) <= 0 ? a : b));
    private static final Pattern OTHER = Pattern.compile("[^A-Za-z0-9._-]");

    private final MessageFactory<IsoMessage> factory = new MessageFactory<>();

    Codec8583() {
        factory.setCharacterEncoding("US-ASCII");
        for (int kind : KINDS) {
            factory.setParseMap(kind, Fields8583.guide());
            factory.setParseMap(kind | 1, Fields8583.guide());
        }
    }

    /** The data that an answer needs if no authorization could be created from the request. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;
        private final String responseCode;

        RefusedException(String responseCode, String detail, @Nullable Throwable cause) {
            super(detail, cause);
            this.responseCode = responseCode;
        }

        /** Data element 39. */
        String responseCode() {
            return responseCode;
        }
    }

    /** @throws io.trivium.core.error.PlatformException when it is no request of these types */
    IsoMessage parse(byte[] safe) {
        int type = Integer.parseInt(new String(safe, 0, 4, StandardCharsets.US_ASCII), 16);
        if (!KINDS.contains(type & ~1)) {
            throw SafeXml.refusal("The message type must be 0100, 0200, 0400, 0420 or 0800, or the repeat of one");
        }
        try {
            return factory.parseMessage(safe, 0);
        } catch (ParseException | UnsupportedEncodingException | IllegalArgumentException e) {
            throw SafeXml.refusal(
                    "The message cannot be read as ISO 8583:1987 in ASCII: a numeric data element has other characters");
        }
    }

    /** The kind of a message: {@link #AUTHORIZATION} and the like, for a repeat as well. */
    static int kind(IsoMessage message) {
        return message.getType() & ~1;
    }

    /**
     * Returns the authorization that a message requests.
     *
     * @param merchantToken replaces data element 42 where its digits could be a card number; null elsewhere
     * @throws RefusedException naming the data element, never its content
     */
    Authorization authorization(IsoMessage request, String panToken, @Nullable String merchantToken, Instant receivedAt)
            throws RefusedException {
        String acquirer = require(request, 32);
        String transmitted = require(request, 7);
        String terminal = require(request, 41);
        String merchant = merchantToken == null ? value(request, 42) : merchantToken;
        Currency currency = CURRENCIES.get(require(request, 49));
        if (currency == null) {
            throw new RefusedException("30", "data element 49 must be a numeric code of ISO 4217", null);
        }
        String channel = value(request, 22);
        String condition = value(request, 25);
        try {
            return new Authorization(
                    id(acquirer, transmitted, require(request, 11)),
                    panToken,
                    plain(merchant == null ? terminal : terminal + ".m" + merchant),
                    amount(require(request, 4), currency),
                    currency.getCurrencyCode(),
                    time(transmitted, receivedAt),
                    merchant == null ? null : "m" + plain(merchant),
                    value(request, 18),
                    country(value(request, 43)),
                    channel(channel, condition, value(request, 3), value(request, 18)),
                    cardPresent(channel, condition));
        } catch (EventRuleException e) {
            throw new RefusedException("30", String.valueOf(e.getMessage()), e);
        }
    }

    private static String id(String acquirer, String transmitted, String number) {
        return "8583:" + acquirer + ":" + transmitted + ":" + number;
    }

    /**
     * What a reversal takes back.
     *
     * @param authorizationId of the original
     * @param left what remains of it; null when all of it is reversed
     */
    record Reversal(String authorizationId, @Nullable BigDecimal left) {}

    /** @throws RefusedException naming the data element, never its content */
    Reversal reversal(IsoMessage request) throws RefusedException {
        String acquirer = require(request, 32);
        Matcher original = ORIGINAL.matcher(require(request, 90));
        if (!original.matches() || !original.group(1).matches("0[12]0[01]")) {
            throw new RefusedException(
                    "30", "data element 90 must name the original: its type, 11, 7, 32 and 33 in 42 digits", null);
        }
        if (!unpadded(original.group(4)).equals(unpadded(acquirer))) {
            throw new RefusedException("30", "data elements 32 and 90 must name the same acquirer", null);
        }
        String amounts = value(request, 95);
        BigDecimal left = null;
        if (amounts != null) {
            Currency currency = CURRENCIES.get(require(request, 49));
            if (currency == null || amounts.length() < 12) {
                throw new RefusedException("30", "data elements 49 and 95 must name the amount that remains", null);
            }
            BigDecimal amount = amount(amounts.substring(0, 12), currency);
            left = amount.signum() == 0 ? null : amount;
        }
        return new Reversal(id(acquirer, original.group(3), original.group(2)), left);
    }

    private static String unpadded(String digits) {
        return digits.replaceFirst("^0+(?=.)", "");
    }

    /** Data element 70 of a network management message; 0 where it has none. */
    static int networkCode(IsoMessage request) {
        String code = value(request, 70);
        return code == null ? 0 : Integer.parseInt(code);
    }

    /** The answer of the request's kind; it repeats neither the card number nor what could be one. */
    byte[] answer(IsoMessage request, String responseCode, SafeMessage8583 safe) {
        IsoMessage answer = factory.newMessage((request.getType() & ~0x0f) | 0x10);
        answer.setCharacterEncoding("US-ASCII");
        for (int element : REPEATED) {
            IsoValue<?> value = request.getField(element);
            if (value != null && !safe.hides(element)) answer.setField(element, value);
        }
        answer.setValue(39, responseCode, IsoType.ALPHA, 2);
        return answer.writeData();
    }

    /** Digits alone: an exponent among the twelve characters would be expanded for minutes. */
    private static BigDecimal amount(String minor, Currency currency) throws RefusedException {
        if (minor.length() > 12 || !minor.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new RefusedException("13", "data element 4 must be digits", null);
        }
        // Metals and the like have none, which Java says with -1.
        return BigDecimal.valueOf(Long.parseLong(minor), Math.max(0, currency.getDefaultFractionDigits()));
    }

    /** Month, day and time in UTC; the year is the one closest to the current time. */
    static Instant time(String monthToSecond, Instant now) throws RefusedException {
        try {
            int month = Integer.parseInt(monthToSecond, 0, 2, 10);
            int day = Integer.parseInt(monthToSecond, 2, 4, 10);
            int year = now.atOffset(ZoneOffset.UTC).getYear();
            Instant nearest = null;
            for (int candidate = year - 1; candidate <= year + 1; candidate++) {
                if (month == 2 && day == 29 && !Year.isLeap(candidate)) continue;
                Instant time = LocalDateTime.of(
                                candidate,
                                month,
                                day,
                                Integer.parseInt(monthToSecond, 4, 6, 10),
                                Integer.parseInt(monthToSecond, 6, 8, 10),
                                Integer.parseInt(monthToSecond, 8, 10, 10))
                        .toInstant(ZoneOffset.UTC);
                if (nearest == null || distance(time, now).compareTo(distance(nearest, now)) < 0) nearest = time;
            }
            if (nearest == null) throw new DateTimeException("no such day");
            return nearest;
        } catch (DateTimeException | NumberFormatException | IndexOutOfBoundsException e) {
            throw new RefusedException("30", "data element 7 must be MMDDhhmmss", e);
        }
    }

    private static Duration distance(Instant a, Instant b) {
        return Duration.between(a, b).abs();
    }

    /**
     * Derives the channel from point-of-service entry mode (22), condition (25), processing code (3) and merchant
     * category (18).
     */
    static @Nullable Channel channel(
            @Nullable String entryMode, @Nullable String condition, @Nullable String processing, @Nullable String mcc) {
        if ("6011".equals(mcc) || (processing != null && processing.startsWith("01"))) return Channel.ATM;
        if ("59".equals(condition)) return Channel.ECOMMERCE;
        if ("08".equals(condition)) return Channel.MOTO;
        return switch (entryMode == null || entryMode.length() < 2 ? "" : entryMode.substring(0, 2)) {
            case "05", "95" -> Channel.CHIP;
            case "07", "91" -> Channel.CONTACTLESS;
            case "02", "90", "80" -> Channel.MAGSTRIPE;
            case "09", "10", "81" -> Channel.ECOMMERCE;
            default -> null;
        };
    }

    static @Nullable Boolean cardPresent(@Nullable String entryMode, @Nullable String condition) {
        if ("59".equals(condition) || "08".equals(condition) || "01".equals(condition) || "05".equals(condition)) {
            return false;
        }
        return switch (entryMode == null || entryMode.length() < 2 ? "" : entryMode.substring(0, 2)) {
            case "02", "05", "07", "80", "90", "91", "95" -> true;
            case "09", "10", "81" -> false;
            default -> null;
        };
    }

    /** The last two of the forty characters of name and place. */
    private static @Nullable String country(@Nullable String place) {
        if (place == null || place.length() < 2) return null;
        String country = place.substring(place.length() - 2);
        return COUNTRIES.contains(country) ? country : null;
    }

    private static String plain(String text) {
        return OTHER.matcher(text).replaceAll("_");
    }

    private static String require(IsoMessage message, int element) throws RefusedException {
        String value = value(message, element);
        if (value == null) throw new RefusedException("30", "data element " + element + " is required", null);
        return value;
    }

    private static @Nullable String value(IsoMessage message, int element) {
        Object value = message.getObjectValue(element);
        String text = value == null ? "" : value.toString().strip();
        return text.isEmpty() ? null : text;
    }
}
