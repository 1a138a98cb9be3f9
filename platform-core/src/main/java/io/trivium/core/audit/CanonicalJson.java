package io.trivium.core.audit;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One byte sequence per value: keys sorted by UTF-16 code unit, no spaces, the shortest string escapes (RFC 8785 §3.2),
 * decimals as plain digits without trailing zeros. Floating point is taken by its shortest decimal form.
 */
final class CanonicalJson {

    private CanonicalJson() {}

    static String of(Map<String, ?> value) {
        StringBuilder out = new StringBuilder();
        write(out, value);
        return out.toString();
    }

    private static void write(StringBuilder out, @Nullable Object value) {
        switch (value) {
            case null -> out.append("null");
            case Raw raw -> out.append(raw.json());
            case Boolean flag -> out.append(flag);
            case BigDecimal number -> out.append(decimal(number));
            case BigInteger number -> out.append(number);
            case Byte number -> out.append(number);
            case Short number -> out.append(number);
            case Integer number -> out.append(number);
            case Long number -> out.append(number);
            case Float number -> out.append(finite(number));
            case Double number -> out.append(finite(number));
            case Map<?, ?> map -> writeObject(out, map);
            case Iterable<?> items -> writeArray(out, items);
            default -> writeString(out, value.toString());
        }
    }

    private static String finite(Number number) {
        if (!Double.isFinite(number.doubleValue())) {
            throw new IllegalArgumentException("an audit detail is not a finite number");
        }
        return decimal(new BigDecimal(number.toString()));
    }

    private static String decimal(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static void writeObject(StringBuilder out, Map<?, ?> map) {
        TreeMap<String, @Nullable Object> sorted = new TreeMap<>();
        map.forEach((key, item) -> sorted.put(String.valueOf(key), item));
        out.append('{');
        boolean first = true;
        for (Map.Entry<String, @Nullable Object> entry : sorted.entrySet()) {
            if (!first) out.append(',');
            first = false;
            writeString(out, entry.getKey());
            out.append(':');
            write(out, entry.getValue());
        }
        out.append('}');
    }

    private static void writeArray(StringBuilder out, Iterable<?> items) {
        out.append('[');
        boolean first = true;
        for (Object item : items) {
            if (!first) out.append(',');
            first = false;
            write(out, item);
        }
        out.append(']');
    }

    private static void writeString(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) out.append(String.format("\\u%04x", (int) c));
                    else out.append(c);
                }
            }
        }
        out.append('"');
    }

    /** Text that is canonical JSON already and is copied unchanged. */
    record Raw(String json) {}
}
