package io.trivium.fin.authorization;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Finds card numbers (ISO/IEC 7812-1) in text. Pure and thread-safe.
 *
 * <p>A sequence of digits counts as a card number when an issuer's range has its first digits and its length
 * ({@link IssuerRanges}) and it passes the Luhn check. Letters or further digits before and after it make no difference:
 * every part of a longer number is checked. Digits of any script count, and the digits may be separated by up to three
 * characters that are neither letters nor digits, either in the groups printed on cards or with the number's first and
 * last digit at the edge of a group. Forms that are no card numbers although they have many digits are passed over
 * ({@link HarmlessForms}).
 */
public final class CardNumbers {

    private CardNumbers() {}

    /** Whether the text is a card number or has one in it. */
    public static boolean isIn(String text) {
        return DigitText.mayHold(text) && DigitText.of(text, false).holds(DigitText.Rule.ANYWHERE);
    }

    /**
     * Whether the text has a card number that no further digit touches. Weaker than {@link #isIn}: for texts that the
     * service does not keep, where a part of a long reference must not refuse the message.
     */
    public static boolean isAlone(String text) {
        return DigitText.mayHold(text) && DigitText.of(text, false).holds(DigitText.Rule.ALONE);
    }

    /** Whether an address or a part of one contains a card number, literally or with escapes ({@code %20}, +). */
    public static boolean isInAddress(String raw) {
        if (!DigitText.mayHoldEscaped(raw)) return false;
        String plain = raw.indexOf('%') < 0 && raw.indexOf('+') < 0 ? raw : unescaped(raw);
        return isIn(raw) || isIn(plain);
    }

    /** With the characters that escapes of UTF-8 mean; what is no escape stays. */
    private static String unescaped(String raw) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%'
                    && i + 2 < raw.length()
                    && HexFormat.isHexDigit(raw.charAt(i + 1))
                    && HexFormat.isHexDigit(raw.charAt(i + 2))) {
                bytes.write(HexFormat.fromHexDigits(raw, i + 1, i + 3));
                i += 2;
            } else {
                bytes.writeBytes((c == '+' ? " " : raw.substring(i, i + 1)).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
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
}
