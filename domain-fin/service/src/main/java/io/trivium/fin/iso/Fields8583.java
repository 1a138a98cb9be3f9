package io.trivium.fin.iso;

import static com.solab.iso8583.IsoType.ALPHA;
import static com.solab.iso8583.IsoType.LLLVAR;
import static com.solab.iso8583.IsoType.LLVAR;
import static com.solab.iso8583.IsoType.NUMERIC;

import com.solab.iso8583.IsoType;
import com.solab.iso8583.parse.FieldParseInfo;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The data elements of ISO 8583:1987 with their lengths, all as text; a binary element is its hexadecimal digits. */
final class Fields8583 {

    /** Largest number of characters of a variable length: two and three digits before it. */
    static final int LL = 2;

    static final int LLL = 3;

    private static final SortedMap<Integer, Field> FIELDS = new TreeMap<>();

    /**
     * Form of an element.
     *
     * @param length characters; the largest where the length varies
     */
    record Field(IsoType type, int length) {

        /** Digits of the length prefix of the element; 0 if its length is fixed. */
        int prefix() {
            return type == LLVAR ? LL : type == LLLVAR ? LLL : 0;
        }
    }

    static {
        fixed(NUMERIC, 6, 3, 11, 12);
        fixed(NUMERIC, 12, 4, 5, 6);
        fixed(NUMERIC, 10, 7);
        fixed(NUMERIC, 8, 8, 9, 10);
        fixed(NUMERIC, 4, 13, 14, 15, 16, 17, 18);
        fixed(NUMERIC, 3, 19, 20, 21, 22, 23, 24, 70);
        fixed(NUMERIC, 2, 25, 26);
        fixed(NUMERIC, 1, 27, 66);
        fixed(ALPHA, 9, 28, 29, 30, 31);
        variable(LLVAR, 19, 2);
        variable(LLVAR, 11, 32, 33, 100);
        variable(LLVAR, 28, 34, 102, 103);
        variable(LLVAR, 37, 35);
        variable(LLLVAR, 104, 36);
        fixed(ALPHA, 12, 37);
        fixed(ALPHA, 6, 38);
        fixed(ALPHA, 2, 39);
        fixed(ALPHA, 3, 40, 49, 50, 51);
        fixed(ALPHA, 8, 41);
        fixed(ALPHA, 15, 42);
        fixed(ALPHA, 40, 43);
        variable(LLVAR, 25, 44);
        variable(LLVAR, 76, 45);
        variable(LLLVAR, 999, 46, 47, 48, 55, 56, 57, 58, 59, 60, 61, 62, 63);
        fixed(ALPHA, 16, 52, 53, 64, 128);
        variable(LLLVAR, 120, 54);
        fixed(ALPHA, 42, 90, 95);
        variable(LLLVAR, 999, 120, 121, 122, 123, 124, 125, 126, 127);
    }

    private Fields8583() {}

    static @Nullable Field of(int number) {
        return FIELDS.get(number);
    }

    /** For j8583. */
    static Map<Integer, FieldParseInfo> guide() {
        Map<Integer, FieldParseInfo> guide = new HashMap<>();
        FIELDS.forEach((number, field) -> guide.put(
                number,
                FieldParseInfo.getInstance(field.type(), field.prefix() > 0 ? 0 : field.length(), "US-ASCII", false)));
        return guide;
    }

    private static void fixed(IsoType type, int length, int... numbers) {
        for (int number : numbers) FIELDS.put(number, new Field(type, length));
    }

    private static void variable(IsoType type, int longest, int... numbers) {
        fixed(type, longest, numbers);
    }
}
