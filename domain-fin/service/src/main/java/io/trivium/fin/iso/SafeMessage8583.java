package io.trivium.fin.iso;

import io.trivium.core.event.EventRuleException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.token.Tokenizer;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An ISO 8583 message in ASCII with its card number taken out: by data element 2 or, where that is absent, by track 2
 * (element 35). Elements that hold the number or what belongs to its secrecy (2, 14, 34, 35, 36, 45, 52, 55) are
 * overwritten in the bytes, so that what any other code reads has no number. Not thread-safe.
 */
final class SafeMessage8583 {

    static final int MAX_BYTES = 8 * 1024;
    private static final int MTI = 4;
    private static final int BITMAP = 16;
    private static final int[] SECRET = {2, 14, 34, 35, 36, 45, 52, 55};

    private final byte[] bytes;
    private final int[] from = new int[129];
    private final int[] to = new int[129];
    private @Nullable String panToken;
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
        return of(bytes, pan -> tokens.card(tenant, pan));
    }

    static SafeMessage8583 of(byte[] bytes, Function<char[], String> tokens) {
        SafeMessage8583 message = new SafeMessage8583(bytes);
        try {
            message.locate();
            message.tokenise(tokens);
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

    private void locate() {
        if (bytes.length > MAX_BYTES) {
            throw SafeXml.refusal("The message takes more than " + MAX_BYTES + " bytes");
        }
        int at = MTI + BITMAP;
        if (bytes.length < at || !isDigits(0, MTI)) {
            throw SafeXml.refusal("The message is too short for a message type and a bitmap in ASCII");
        }
        boolean second = (hex(MTI) & 8) != 0;
        at += second ? BITMAP : 0;
        for (int element = 2; element <= (second ? 128 : 64); element++) {
            if ((hex(MTI + (element - 1) / 4) & (8 >> ((element - 1) % 4))) == 0) {
                continue;
            }
            Fields8583.Field field = Fields8583.of(element);
            if (field == null) {
                throw SafeXml.refusal("Data element " + element + " is not read here");
            }
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
        if (at != bytes.length) {
            throw SafeXml.refusal("The message continues after its last data element");
        }
    }

    private void tokenise(Function<char[], String> tokens) {
        int element = to[2] > from[2] ? 2 : 35;
        int end = from[element];
        while (end < to[element] && bytes[end] >= '0' && bytes[end] <= '9') {
            end++;
        }
        if (end == from[element] || (element == 2 && end < to[2])) {
            refusal = new RefusedField("14", "data element " + element + " must hold the digits of a card number");
            return;
        }
        char[] pan = new char[end - from[element]];
        for (int i = 0; i < pan.length; i++) {
            pan[i] = (char) bytes[from[element] + i];
        }
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
        for (int element : SECRET) {
            Arrays.fill(bytes, from[element], to[element], (byte) '0');
        }
    }

    private boolean isDigits(int start, int length) {
        for (int i = start; i < start + length; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return false;
            }
        }
        return true;
    }

    private int number(int start, int length, int element) {
        if (start + length > bytes.length || !isDigits(start, length)) {
            throw SafeXml.refusal("The length of data element " + element + " is not a number");
        }
        int value = 0;
        for (int i = start; i < start + length; i++) {
            value = value * 10 + bytes[i] - '0';
        }
        return value;
    }

    private int hex(int at) {
        int value = at < bytes.length ? Character.digit(bytes[at], 16) : -1;
        if (value < 0) {
            throw SafeXml.refusal("The bitmap is not hexadecimal");
        }
        return value;
    }
}
