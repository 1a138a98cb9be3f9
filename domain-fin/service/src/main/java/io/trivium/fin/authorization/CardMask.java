package io.trivium.fin.authorization;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Overwrites card numbers in what a sender's mistake would otherwise leave behind: records that are refused, lines of
 * the log, addresses in spans. Coarser than {@link CardNumbers}: digits may be one separator apart at any place and
 * written as escapes, since here a number too many costs nothing and a number missed is stored. Pure and thread-safe.
 */
public final class CardMask {

    private static final char MASK = '*';

    private CardMask() {}

    /** As {@link #of}; null stays null. */
    public static byte @Nullable [] masked(byte @Nullable [] bytes) {
        return bytes == null ? null : of(bytes);
    }

    /** The text itself where no card number is in it, else with asterisks in its place. */
    public static String masked(String text) {
        if (!DigitText.mayHoldEscaped(text)) return text;
        BitSet covered = DigitText.of(text, true).covered();
        if (covered.isEmpty()) return text;
        StringBuilder masked = new StringBuilder(text);
        covered.stream().forEach(place -> masked.setCharAt(place, MASK));
        return masked.toString();
    }

    /** An address or a part of one, escapes included, as {@link #masked(String)}; in one word where that is not enough. */
    public static String address(String raw) {
        String masked = masked(raw);
        return CardNumbers.isInAddress(masked) ? "card-number" : masked;
    }

    /** The bytes themselves where no card number is in them, else a copy with asterisks in its place. */
    public static byte[] of(byte[] bytes) {
        Charset charset = StandardCharsets.UTF_8;
        String text;
        try {
            text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            // No text in UTF-8: only its bytes are checked.
            charset = StandardCharsets.ISO_8859_1;
            text = new String(bytes, charset);
        }
        String masked = masked(text);
        return masked.equals(text) ? bytes : masked.getBytes(charset);
    }
}
