package io.trivium.fin.authorization;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;

/** The digits of a text with their places, and the card numbers among them. Used by one thread. */
final class DigitText {

    /** Which of the sequences that could be card numbers count. */
    enum Rule {
        /** With any neighbours; separated digits in the groups of cards or as whole groups. */
        ANYWHERE,
        /** Without a digit before or after it. */
        ALONE,
        /** As {@link #ANYWHERE}, and with one space, hyphen or zero byte at any place in it. */
        MASKED
    }

    /** Most characters between two digits of one number. */
    private static final int LONGEST_GAP = 3;

    private static final byte NONE = 0;
    private static final byte LIGHT = 1;
    private static final byte HEAVY = 2;
    private static final byte BREAK = 3;

    private byte[] digits = new byte[32];
    private int[] from = new int[32];
    private int[] to = new int[32];

    /** What is between a digit and the one before it. */
    private byte[] gaps = new byte[32];

    private int count;

    private DigitText() {}

    /**
     * Whether a card number is possible: false for nearly every text that has none. It allocates nothing, and of a text in
     * words or in hexadecimal digits it reads every twelfth character or so, since a card number has no letter in it.
     */
    static boolean mayHold(String text) {
        int from = 0;
        while (from + IssuerRanges.SHORTEST <= text.length()) {
            int letter = from + IssuerRanges.SHORTEST - 1;
            while (letter >= from && !isLatin(text.charAt(letter))) letter--;
            if (letter >= from) {
                from = letter + 1;
                continue;
            }
            int end = from + IssuerRanges.SHORTEST;
            while (end < text.length() && !isLatin(text.charAt(end))) end++;
            if (mayHold(text, from, end)) return true;
            from = end + 1;
        }
        return false;
    }

    /** As {@link #mayHold(String)} for text with escapes, which have letters in them. */
    static boolean mayHoldEscaped(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('\\') < 0 && text.indexOf('&') < 0) return mayHold(text);
        int found = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c >= '0' && c <= '9') || c >= 128) found++;
        }
        return found >= IssuerRanges.SHORTEST;
    }

    /** Of a part without Latin letters: whether enough digits follow the beginning of an issuer's range. */
    private static boolean mayHold(String text, int from, int end) {
        int digits = 0;
        boolean foreign = false;
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            digits += (c >= '0' && c <= '9') || c >= 128 ? 1 : 0;
            foreign |= c >= 128;
        }
        // What is not ASCII may be a digit of another script.
        return digits >= IssuerRanges.SHORTEST && (foreign || beginsInRange(text, from, end));
    }

    private static boolean beginsInRange(String text, int from, int end) {
        int found = 0;
        int others = 0;
        int prefix = 0;
        int needed = Integer.MAX_VALUE;
        for (int i = from; i < end; i++) {
            int digit = text.charAt(i) - '0';
            if (digit >= 0 && digit <= 9) {
                others = 0;
                prefix = prefix << 4 | digit;
                if (++found >= 4) {
                    needed = Math.min(needed, found - 4 + IssuerRanges.shortest(prefix));
                    if (found >= needed) return true;
                }
            } else if (++others > LONGEST_GAP) {
                found = 0;
                needed = Integer.MAX_VALUE;
            }
        }
        return false;
    }

    private static boolean isLatin(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /**
     * The digits of a text outside harmless forms.
     *
     * @param escapes whether the escapes of JSON, of addresses and of XML are read
     */
    static DigitText of(String text, boolean escapes) {
        DigitText result = new DigitText();
        int between = 0;
        byte gap = BREAK;
        int at = 0;
        while (at < text.length()) {
            int harmless = HarmlessForms.end(text, at);
            if (harmless > at) {
                gap = BREAK;
                at = harmless;
                continue;
            }
            int code = text.codePointAt(at);
            int end = at + Character.charCount(code);
            int digit = digit(code);
            if (digit < 0 && escapes && (code == '\\' || code == '%' || code == '&')) {
                int escaped = escaped(text, at);
                if (escaped >= 0) {
                    code = escaped;
                    digit = digit(code);
                    end = escapeEnd(text, at);
                }
            }
            if (digit >= 0) {
                result.add(digit, at, end, between > LONGEST_GAP ? BREAK : gap);
                gap = NONE;
                between = 0;
            } else if (Character.isLetter(code)) {
                gap = BREAK;
            } else {
                between++;
                boolean light = gap == NONE && (code == ' ' || code == '-' || code == 0);
                gap = gap == BREAK ? BREAK : light ? LIGHT : HEAVY;
            }
            at = end;
        }
        return result;
    }

    private void add(int digit, int start, int end, byte gap) {
        if (count == digits.length) {
            digits = Arrays.copyOf(digits, 2 * count);
            from = Arrays.copyOf(from, 2 * count);
            to = Arrays.copyOf(to, 2 * count);
            gaps = Arrays.copyOf(gaps, 2 * count);
        }
        digits[count] = (byte) digit;
        from[count] = start;
        to[count] = end;
        gaps[count++] = gap;
    }

    boolean holds(Rule rule) {
        for (int i = 0; i + IssuerRanges.SHORTEST <= count; i++) {
            if (cardAt(i, rule) > 0) return true;
        }
        return false;
    }

    /** The characters of the text that belong to card numbers. */
    BitSet covered() {
        BitSet covered = new BitSet();
        for (int i = 0; i + IssuerRanges.SHORTEST <= count; i++) {
            for (int each = i, end = i + cardAt(i, Rule.MASKED); each < end; each++) covered.set(from[each], to[each]);
        }
        return covered;
    }

    /** Digits of the longest card number that begins with this digit, or 0. */
    private int cardAt(int first, Rule rule) {
        int lengths = IssuerRanges.lengths(digits, first);
        if (lengths == 0) return 0;
        int reach = 1;
        while (reach < IssuerRanges.LONGEST && first + reach < count && gaps[first + reach] != BREAK) reach++;
        for (int length = reach; length >= IssuerRanges.SHORTEST; length--) {
            if ((lengths >> length & 1) == 1 && counts(first, length, rule) && passesLuhn(first, length)) return length;
        }
        return 0;
    }

    private boolean counts(int first, int length, Rule rule) {
        boolean whole = gaps[first] != NONE && (first + length == count || gaps[first + length] != NONE);
        if (digits[first] != IssuerRanges.ALONE && (whole || rule == Rule.ALONE)) return whole;
        boolean heavy = false;
        int separators = 0;
        int inFours = 0;
        int inAmex = 0;
        for (int i = 1; i < length; i++) {
            byte gap = gaps[first + i];
            if (gap != NONE) {
                separators++;
                heavy |= gap == HEAVY;
                inFours += i % 4 == 0 ? 1 : 0;
                inAmex += i == 4 || i == 10 ? 1 : 0;
            }
        }
        boolean fourSixFive = inAmex == separators && separators == 2;
        if (digits[first] == IssuerRanges.ALONE) return whole && (separators == 0 || fourSixFive);
        boolean grouped = (inFours == separators && separators == (length - 1) / 4) || fourSixFive;
        return separators == 0 || grouped || (rule == Rule.MASKED && !heavy);
    }

    private boolean passesLuhn(int first, int length) {
        int sum = 0;
        boolean twice = false;
        for (int i = first + length - 1; i >= first; i--) {
            int counted = twice ? 2 * digits[i] : digits[i];
            sum += counted > 9 ? counted - 9 : counted;
            twice = !twice;
        }
        return sum % 10 == 0;
    }

    /** The value of a decimal digit of any script, full-width, superscript or in a circle; -1 for anything else. */
    @SuppressWarnings("CharacterGetNumericValue") // of characters that are numbers
    private static int digit(int code) {
        if (code < 128) return code >= '0' && code <= '9' ? code - '0' : -1;
        int type = Character.getType(code);
        if (type == Character.DECIMAL_DIGIT_NUMBER) return Character.digit(code, 10);
        int value = type == Character.OTHER_NUMBER ? Character.getNumericValue(code) : -1;
        return value <= 9 ? value : -1;
    }

    /** The character that an escape of JSON, of an address or of XML at this place means, or -1. */
    private static int escaped(String text, int at) {
        int end = escapeEnd(text, at);
        if (end == at) return -1;
        return switch (text.charAt(at)) {
            case '\\' -> HexFormat.fromHexDigits(text, at + 2, end);
            case '%' -> HexFormat.fromHexDigits(text, at + 1, end);
            default -> {
                boolean hex = text.charAt(at + 2) == 'x';
                yield Integer.parseInt(text, at + (hex ? 3 : 2), end - 1, hex ? 16 : 10);
            }
        };
    }

    private static int escapeEnd(String text, int at) {
        return switch (text.charAt(at)) {
            case '\\' -> at + 1 < text.length() && text.charAt(at + 1) == 'u' && areHex(text, at + 2, 4) ? at + 6 : at;
            case '%' -> areHex(text, at + 1, 2) ? at + 3 : at;
            default -> {
                boolean reference = at + 3 < text.length() && text.charAt(at + 1) == '#';
                int start = at + (reference && text.charAt(at + 2) == 'x' ? 3 : 2);
                int end = reference ? text.indexOf(';', start) : -1;
                int length = end - start;
                boolean holds = length >= 1 && length <= 5 && areHex(text, start, length);
                yield holds
                                && (start == at + 3
                                        || text.chars()
                                                .skip(start)
                                                .limit(length)
                                                .allMatch(Character::isDigit))
                        ? end + 1
                        : at;
            }
        };
    }

    private static boolean areHex(String text, int start, int length) {
        boolean holds = start + length <= text.length();
        for (int i = start; holds && i < start + length; i++) holds = HexFormat.isHexDigit(text.charAt(i));
        return holds;
    }
}
