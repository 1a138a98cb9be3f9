package io.trivium.fin.iso;

import io.trivium.core.event.EventRuleException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.CardNumbers;
import io.trivium.fin.token.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An ISO 8583 message in ASCII with its card number taken out: by data element 2 or, where that is absent, by track 2
 * (element 35). All elements that the service does not read are overwritten in the bytes, and of those that it reads
 * the ones in which a card number could be ({@link CardNumbers}), so that what any other code reads has no number. An
 * identification of the merchant (42) that is overwritten for that reason has a token instead. Not thread-safe.
 */
final class SafeMessage8583 {

    static final int MAX_BYTES = 8 * 1024;
    private static final int MTI = 4;
    private static final int BITMAP = 16;
    private static final int MERCHANT = 42;

    /** Elements of numbers too short for a card number, of an amount, or in the form of data element 90. */
    private static final Set<Integer> FIXED = Set.of(3, 4, 7, 11, 12, 13, 18, 22, 25, 49, 70, 90, 95);

    /** Elements of free form that are read or repeated. */
    private static final Set<Integer> FREE = Set.of(32, 37, 41, MERCHANT, 43);

    private final byte[] bytes;
    private final int[] from = new int[129];
    private final int[] to = new int[129];
    private final BitSet hidden = new BitSet();
    private @Nullable String panToken;
    private @Nullable String merchantToken;
    private @Nullable RefusedField refusal;

    private SafeMessage8583(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Why a message is refused.
     *
     * @param code of data element 39
     * @param detail names the element, never its content
     */
    record RefusedField(String code, String detail) {}

    /**
     * Replaces the card number.
     *
     * @param bytes changed in place
     * @throws io.trivium.core.error.PlatformException {@code iso-message-invalid} if the elements cannot be separated:
     *     then no answer can be built
     */
    static SafeMessage8583 of(byte[] bytes, TenantId tenant, Tokenizer tokens) {
        SafeMessage8583 message = new SafeMessage8583(bytes);
        try {
            message.locate();
            message.tokenise(pan -> tokens.card(tenant, pan));
            message.hide(tenant, tokens);
            return message;
        } finally {
            message.overwrite();
        }
    }

    byte[] bytes() {
        return bytes;
    }

    /** Null where there is a {@link #refusal}. */
    @Nullable
    String panToken() {
        return panToken;
    }

    @Nullable
    RefusedField refusal() {
        return refusal;
    }

    /** Whether the message names a card, rightly or not. */
    boolean namesCard() {
        return to[2] > from[2] || to[35] > from[35];
    }

    /** In place of data element 42, where that could hold a card number; else null. */
    @Nullable
    String merchantToken() {
        return merchantToken;
    }

    /** Whether the element was overwritten. */
    boolean hides(int element) {
        return hidden.get(element);
    }

    private void hide(TenantId tenant, Tokenizer tokens) {
        for (int element = 2; element < from.length; element++) {
            if (to[element] == from[element] || FIXED.contains(element)) continue;
            String text = FREE.contains(element)
                    ? new String(bytes, from[element], to[element] - from[element], StandardCharsets.US_ASCII)
                    : "";
            if (!text.isEmpty() && !CardNumbers.isIn(text)) continue;
            if (element == MERCHANT && tokens.isReady()) {
                merchantToken = tokens.merchant(tenant, text.strip().toCharArray());
            }
            hidden.set(element);
        }
    }

    private void locate() {
        if (bytes.length > MAX_BYTES) throw SafeXml.refusal("The message takes more than " + MAX_BYTES + " bytes");
        int at = MTI + BITMAP;
        if (bytes.length < at || !isDigits(0, MTI)) {
            throw SafeXml.refusal("The message is too short for a message type and a bitmap in ASCII");
        }
        boolean second = (hex(MTI) & 8) != 0;
        at += second ? BITMAP : 0;
        for (int element = 2; element <= (second ? 128 : 64); element++) {
            if ((hex(MTI + (element - 1) / 4) & (8 >> ((element - 1) % 4))) == 0) continue;
            Fields8583.Field field = Fields8583.of(element);
            if (field == null) throw SafeXml.refusal("Data element " + element + " is not read here");
            int length = field.length();
            if (field.prefix() > 0) {
                length = number(at, field.prefix(), element);
                at += field.prefix();
            }
            if (length > field.length() || at + length > bytes.length) {
                throw SafeXml.refusal("Data element " + element + " is longer than it may be");
            }
            from[element] = at;
            at += length;
            to[element] = at;
        }
        if (at != bytes.length) throw SafeXml.refusal("The message continues after its last data element");
    }

    private void tokenise(Function<char[], String> tokens) {
        int element = to[2] > from[2] ? 2 : 35;
        int end = from[element];
        while (end < to[element] && bytes[end] >= '0' && bytes[end] <= '9') end++;
        if (end == from[element] || (element == 2 && end < to[2])) {
            refusal = new RefusedField("14", "data element " + element + " must hold the digits of a card number");
            return;
        }
        char[] pan = new char[end - from[element]];
        for (int i = 0; i < pan.length; i++) pan[i] = (char) bytes[from[element] + i];
        try {
            panToken = tokens.apply(pan);
        } catch (EventRuleException e) {
            refusal = new RefusedField("14", "data element " + element + ": " + e.getMessage());
        } finally {
            Arrays.fill(pan, '\0');
        }
    }

    /** With zeros, which every one of these elements may hold; all of it where the elements were not found. */
    private void overwrite() {
        if (panToken == null && refusal == null) {
            Arrays.fill(bytes, (byte) '0');
            return;
        }
        hidden.stream().forEach(element -> Arrays.fill(bytes, from[element], to[element], (byte) '0'));
    }

    private boolean isDigits(int start, int length) {
        for (int i = start; i < start + length; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') return false;
        }
        return true;
    }

    private int number(int start, int length, int element) {
        if (start + length > bytes.length || !isDigits(start, length)) {
            throw SafeXml.refusal("The length of data element " + element + " is not a number");
        }
        int value = 0;
        for (int i = start; i < start + length; i++) value = value * 10 + bytes[i] - '0';
        return value;
    }

    private int hex(int at) {
        int value = at < bytes.length ? Character.digit(bytes[at], 16) : -1;
        if (value < 0) throw SafeXml.refusal("The bitmap is not hexadecimal");
        return value;
    }
}
