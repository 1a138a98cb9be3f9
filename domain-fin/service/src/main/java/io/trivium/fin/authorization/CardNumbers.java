package io.trivium.fin.authorization;

import java.util.HexFormat;

/**
 * Tells card numbers (ISO/IEC 7812) from identifiers that merely have many digits. Pure and thread-safe.
 *
 * <p>A whole identifier or a part of it between other characters counts as a card number when it has 13 to 19 digits,
 * begins as an issuer's range does, has a length that range uses, and passes the Luhn check. The digits may be in the
 * groups printed on cards (4-4-4-4 or 4-6-5). Twelve digits are left alone: retrieval reference numbers have as many, and
 * one in ten of them passes the check. Fifteen digits count in the ranges 34 and 37
 * alone, since merchant numbers have as many. Digits that touch a letter are part of a longer name, such as a hexadecimal one.
 */
public final class CardNumbers {

    private static final int SHORTEST = 13;
    private static final int LONGEST = 19;

    private CardNumbers() {}

    /** Whether the text is a card number or has one between its separators. */
    public static boolean standsIn(String text) {
        int i = 0;
        while (i < text.length()) {
            if (!isDigit(text.charAt(i))) {
                i++;
                continue;
            }
            int end = i;
            while (end < text.length() && isDigit(text.charAt(end))) {
                end++;
            }
            boolean apart = (i == 0 || !Character.isLetter(text.charAt(i - 1)))
                    && (end == text.length() || !Character.isLetter(text.charAt(end)));
            if (apart && (end - i == 4 ? groupsFrom(text, i) : isCardNumber(text.substring(i, end)))) {
                return true;
            }
            i = end;
        }
        return false;
    }

    /** Whether an address or a part of one contains a card number, literally or with escapes ({@code %20}, +). */
    public static boolean standsInAddress(String raw) {
        return standsIn(raw) || standsIn(unescaped(raw));
    }

    /** With the characters that escapes mean; what is no escape of ASCII stays. */
    private static String unescaped(String raw) {
        StringBuilder text = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            int code = c == '%' && i + 2 < raw.length()
                    ? HexFormat.isHexDigit(raw.charAt(i + 1)) && HexFormat.isHexDigit(raw.charAt(i + 2))
                            ? HexFormat.fromHexDigits(raw, i + 1, i + 3)
                            : -1
                    : -1;
            if (code >= 0 && code < 0x80) {
                text.append((char) code);
                i += 2;
            } else {
                text.append(c == '+' ? ' ' : c);
            }
        }
        return text.toString();
    }

    /** Whether these digits, and nothing else, are a card number of an issuer's range. */
    public static boolean isCardNumber(String digits) {
        int length = digits.length();
        return length >= SHORTEST && length <= LONGEST && isOfIssuer(digits, length) && passesLuhn(digits, 0, length);
    }

    /** The check of ISO/IEC 7812-1 annex B over the digits of {@code text} in [from, to). */
    public static boolean passesLuhn(CharSequence text, int from, int to) {
        int sum = 0;
        boolean twice = false;
        for (int i = to - 1; i >= from; i--) {
            int digit = text.charAt(i) - '0';
            int counted = twice ? 2 * digit : digit;
            sum += counted > 9 ? counted - 9 : counted;
            twice = !twice;
        }
        return sum % 10 == 0;
    }

    /** Digits in groups of 4-4-4-4 or 4-6-5 with one separator, as cards show them. */
    private static boolean groupsFrom(String text, int start) {
        for (int[] groups : new int[][] {{4, 4, 4, 4}, {4, 6, 5}}) {
            StringBuilder digits = new StringBuilder(16);
            int at = start;
            for (int group : groups) {
                if (!digits.isEmpty() && at < text.length() && !Character.isLetterOrDigit(text.charAt(at))) {
                    at++;
                }
                int end = at;
                while (end < text.length() && isDigit(text.charAt(end))) {
                    end++;
                }
                if (end - at != group) {
                    break;
                }
                digits.append(text, at, end);
                at = end;
            }
            if (digits.length() >= 15 && isCardNumber(digits.toString())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfIssuer(String digits, int length) {
        int two = Integer.parseInt(digits, 0, 2, 10);
        int four = Integer.parseInt(digits, 0, 4, 10);
        if (digits.charAt(0) == '4') {
            return length == 13 || length == 16 || length == 19;
        }
        if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) {
            return length == 16;
        }
        if (two == 34 || two == 37) {
            return length == 15;
        }
        if ((four >= 3000 && four <= 3059) || two == 36 || two == 38 || two == 39) {
            return length == 14 || length >= 16;
        }
        if ((four >= 2200 && four <= 2204) || (four >= 3528 && four <= 3589) || two == 81 || two == 82) {
            return length >= 16;
        }
        // Maestro, Discover, UnionPay, RuPay
        return length >= 16 && (two == 50 || (two >= 56 && two <= 69));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
