package io.trivium.fin.authorization;

/**
 * Identifiers and times whose digits are not checked. Each is recognised as a whole, between characters that are neither
 * letters nor digits; what merely begins like one is checked. Pure and thread-safe.
 *
 * <ul>
 *   <li>a UUID of RFC 9562 (its version 1 to 8 and its variant must be right) and a traceparent of W3C Trace Context
 *   <li>24, 32, 40 or 64 hexadecimal digits with four letters or more among them, unless a card number of 15 digits or more
 *       is a whole run of digits in it
 *   <li>a date-time of RFC 3339, with at most nine decimals
 *   <li>{@code 8583:acquirer:time:number}, the identifier that this service makes for an ISO 8583 message
 * </ul>
 */
final class HarmlessForms {

    private static final int UUID = 36;
    private static final int TRACEPARENT = 55;
    private static final int FEWEST_LETTERS = 4;
    private static final int SHORTEST_IN_HEX = 15;
    private static final String OURS = "8583:";

    private HarmlessForms() {}

    /** The end of the form that begins at {@code at}, or {@code at} if none does. */
    static int end(String text, int at) {
        if (at > 0 && Character.isLetterOrDigit(text.charAt(at - 1))) return at;
        if (isUuid(text, at)) return at + UUID;
        if (isTraceparent(text, at)) return at + TRACEPARENT;
        int end = dateTime(text, at);
        end = end == at ? iso8583(text, at) : end;
        return end == at ? hexadecimal(text, at) : end;
    }

    private static boolean isUuid(String text, int at) {
        if (!endsAt(text, at + UUID) || text.charAt(at + 8) != '-') return false;
        for (int i = 0; i < UUID; i++) {
            char c = text.charAt(at + i);
            boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
            if (hyphen ? c != '-' : hex(c) < 0) return false;
        }
        int version = hex(text.charAt(at + 14));
        return version >= 1 && version <= 8 && (hex(text.charAt(at + 19)) & 0xc) == 8;
    }

    private static boolean isTraceparent(String text, int at) {
        if (!endsAt(text, at + TRACEPARENT) || text.charAt(at) != '0' || text.charAt(at + 1) != '0') return false;
        for (int i = 2; i < TRACEPARENT; i++) {
            char c = text.charAt(at + i);
            boolean hyphen = i == 2 || i == 35 || i == 52;
            if (hyphen ? c != '-' : hex(c) < 0) return false;
        }
        return true;
    }

    private static int hexadecimal(String text, int at) {
        int end = at;
        int letters = 0;
        int run = 0;
        while (end < text.length() && hex(text.charAt(end)) >= 0) {
            if (isDigit(text.charAt(end))) {
                run++;
            } else {
                if (isCard(text, end - run, end)) return at;
                letters++;
                run = 0;
            }
            end++;
        }
        int length = end - at;
        boolean known = length == 24 || length == 32 || length == 40 || length == 64;
        return known && letters >= FEWEST_LETTERS && endsAt(text, end) && !isCard(text, end - run, end) ? end : at;
    }

    private static boolean isCard(String text, int from, int to) {
        int length = to - from;
        if (length < SHORTEST_IN_HEX || length > IssuerRanges.LONGEST) return false;
        byte[] first = new byte[4];
        for (int i = 0; i < first.length; i++) first[i] = (byte) (text.charAt(from + i) - '0');
        return (IssuerRanges.lengths(first, 0) >> length & 1) == 1 && CardNumbers.passesLuhn(text, from, to);
    }

    /** {@code 2026-11-30T21:15:40.123Z}, with a space instead of the T, and without decimals or offset. */
    private static int dateTime(String text, int at) {
        if (at + 19 > text.length()
                || text.charAt(at + 4) != '-'
                || text.charAt(at + 7) != '-'
                || "Tt ".indexOf(text.charAt(at + 10)) < 0
                || text.charAt(at + 13) != ':'
                || text.charAt(at + 16) != ':'
                || !between(text, at, 2, 19, 20)
                || !between(text, at + 2, 2, 0, 99)
                || !between(text, at + 5, 2, 1, 12)
                || !between(text, at + 8, 2, 1, 31)
                || !between(text, at + 11, 2, 0, 24)
                || !between(text, at + 14, 2, 0, 59)
                || !between(text, at + 17, 2, 0, 60)) {
            return at;
        }
        int end = at + 19;
        if (end + 1 < text.length() && text.charAt(end) == '.' && isDigit(text.charAt(end + 1))) {
            int decimals = digits(text, end + 1);
            if (decimals > 9) return at;
            end += 1 + decimals;
        }
        if (end < text.length() && (text.charAt(end) == 'Z' || text.charAt(end) == 'z')) {
            end++;
        } else if (end + 6 <= text.length()
                && (text.charAt(end) == '+' || text.charAt(end) == '-')
                && text.charAt(end + 3) == ':'
                && between(text, end + 1, 2, 0, 23)
                && between(text, end + 4, 2, 0, 59)) {
            end += 6;
        }
        return endsAt(text, end) ? end : at;
    }

    private static int iso8583(String text, int at) {
        if (!text.startsWith(OURS, at)) return at;
        int acquirer = at + OURS.length();
        int time = acquirer + digits(text, acquirer) + 1;
        int number = time + 11;
        int end = number + 6;
        boolean holds = time - acquirer >= 2
                && time - acquirer <= 12
                && endsAt(text, end)
                && digits(text, time) == 10
                && digits(text, number) == 6
                && text.charAt(time - 1) == ':'
                && text.charAt(number - 1) == ':';
        return holds ? end : at;
    }

    private static int digits(String text, int from) {
        int end = from;
        while (end < text.length() && isDigit(text.charAt(end))) end++;
        return end - from;
    }

    private static boolean between(String text, int from, int length, int low, int high) {
        int value = 0;
        for (int i = from; i < from + length; i++) {
            if (!isDigit(text.charAt(i))) return false;
            value = 10 * value + text.charAt(i) - '0';
        }
        return value >= low && value <= high;
    }

    private static boolean endsAt(String text, int end) {
        return end <= text.length() && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)));
    }

    private static int hex(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
