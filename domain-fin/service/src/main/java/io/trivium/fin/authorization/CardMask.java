package io.trivium.fin.authorization;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Overwrites card numbers in what a sender's mistake would otherwise leave behind: records that are refused, lines of
 * the log, addresses in spans. Coarser than {@link CardNumbers}: digits may touch letters or be one separator apart,
 * since here a number too many costs nothing and a number missed is stored. Pure and thread-safe.
 */
public final class CardMask {

    private static final int SHORTEST = 13;
    private static final int LONGEST = 19;
    private static final byte MASK = '*';

    private CardMask() {}

    /** As {@link #of}; null stays null. */
    public static byte @Nullable [] masked(byte @Nullable [] bytes) {
        return bytes == null ? null : of(bytes);
    }

    public static String masked(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        BitSet covered = covered(bytes);
        return covered.isEmpty() ? text : new String(with(covered, bytes), StandardCharsets.UTF_8);
    }

    /** An address or a part of one, escapes included, as {@link #masked(String)}; in one word where that is not enough. */
    public static String address(String raw) {
        String masked = masked(raw);
        return CardNumbers.standsInAddress(masked) ? "card-number" : masked;
    }

    /** The bytes themselves where no card number is in them, else a copy with asterisks in its place. */
    public static byte[] of(byte[] bytes) {
        BitSet covered = covered(bytes);
        return covered.isEmpty() ? bytes : with(covered, bytes);
    }

    private static byte[] with(BitSet covered, byte[] bytes) {
        byte[] masked = bytes.clone();
        covered.stream().forEach(place -> masked[place] = MASK);
        return masked;
    }

    private static BitSet covered(byte[] bytes) {
        BitSet covered = new BitSet();
        int[] places = new int[bytes.length];
        int at = 0;
        while (at < bytes.length) {
            int count = 0;
            int next = at;
            while (next < bytes.length && (isDigit(bytes, next) || (count > 0 && separates(bytes, next)))) {
                if (isDigit(bytes, next)) {
                    places[count++] = next;
                }
                next++;
            }
            if (count >= SHORTEST) {
                cover(covered, bytes, places, count);
            }
            at = Math.max(next, at + 1);
        }
        return covered;
    }

    private static void cover(BitSet covered, byte[] bytes, int[] places, int count) {
        char[] digits = new char[count];
        for (int i = 0; i < count; i++) {
            digits[i] = (char) bytes[places[i]];
        }
        String all = new String(digits);
        for (int from = 0; from + SHORTEST <= count; from++) {
            for (int length = Math.min(LONGEST, count - from); length >= SHORTEST; length--) {
                if (CardNumbers.isCardNumber(all.substring(from, from + length))) {
                    for (int i = from; i < from + length; i++) {
                        covered.set(places[i]);
                    }
                    break;
                }
            }
        }
    }

    private static boolean isDigit(byte[] bytes, int at) {
        return bytes[at] >= '0' && bytes[at] <= '9';
    }

    /** One space, hyphen or zero byte (as in UTF-16) between two digits. */
    private static boolean separates(byte[] bytes, int at) {
        return (bytes[at] == ' ' || bytes[at] == '-' || bytes[at] == 0)
                && isDigit(bytes, at - 1)
                && at + 1 < bytes.length
                && isDigit(bytes, at + 1);
    }
}
