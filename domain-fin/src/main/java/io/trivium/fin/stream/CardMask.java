package io.trivium.fin.stream;

import io.trivium.fin.authorization.CardNumbers;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Overwrites card numbers in records that are refused, so that a sender's mistake is not kept for the month that dead
 * letters are. Coarser than {@link CardNumbers}: digits may touch letters or be one separator apart, since here a number
 * too many costs nothing and a number missed is stored. Pure and thread-safe.
 */
final class CardMask {

    private static final int SHORTEST = 13;
    private static final int LONGEST = 19;
    private static final byte MASK = '*';

    private CardMask() {}

    /** As {@link #of}; null stays null. */
    static byte @Nullable [] masked(byte @Nullable [] bytes) {
        return bytes == null ? null : of(bytes);
    }

    static String masked(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        BitSet covered = covered(bytes);
        return covered.isEmpty() ? text : new String(with(covered, bytes), StandardCharsets.UTF_8);
    }

    /** The bytes themselves where no card number is in them, else a copy with asterisks in its place. */
    static byte[] of(byte[] bytes) {
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
