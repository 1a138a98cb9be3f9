package io.trivium.med.dataset;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Text in the character sets of Specific Character Set (0008,0005), PS3.3 C.12.1.1.2, with the code extensions of ISO 2022 that
 * PS3.5 6.1.2.5 allows. The only decoder of the hospital's node: intake, index, retrieval, report and HL7 v2 use it, so that a name
 * is the same everywhere. Decoding fails for no value: what a character set does not define becomes U+FFFD. Thread-safe.
 */
public final class CharacterSets {
    private static final int ESCAPE = 0x1B;

    /** By the number of the defined term, of sets whose upper half is G1. */
    private static final Map<String, String> SINGLE = Map.ofEntries(
            Map.entry("100", "ISO-8859-1"),
            Map.entry("101", "ISO-8859-2"),
            Map.entry("109", "ISO-8859-3"),
            Map.entry("110", "ISO-8859-4"),
            Map.entry("144", "ISO-8859-5"),
            Map.entry("127", "ISO-8859-6"),
            Map.entry("126", "ISO-8859-7"),
            Map.entry("138", "ISO-8859-8"),
            Map.entry("148", "ISO-8859-9"),
            Map.entry("203", "ISO-8859-15"),
            Map.entry("13", "Shift_JIS"),
            Map.entry("166", "TIS-620"),
            Map.entry("149", "EUC-KR"),
            Map.entry("58", "GB2312"),
            Map.entry("192", "UTF-8"),
            Map.entry("GB18030", "GB18030"),
            Map.entry("GBK", "GBK"));

    /** Terms of sets that hold all characters and take no code extensions. */
    private static final Set<String> WHOLE = Set.of("192", "GB18030", "GBK");

    /** Which set an escape sequence puts where (PS3.3 tables C.12-3 and C.12-4). */
    private static final List<Designation> DESIGNATIONS = List.of(
            new Designation("(B", false, 1, "ISO-8859-1"),
            new Designation("(J", false, 1, "Shift_JIS"),
            new Designation(")I", true, 1, "Shift_JIS"),
            new Designation("-A", true, 1, "ISO-8859-1"),
            new Designation("-B", true, 1, "ISO-8859-2"),
            new Designation("-C", true, 1, "ISO-8859-3"),
            new Designation("-D", true, 1, "ISO-8859-4"),
            new Designation("-L", true, 1, "ISO-8859-5"),
            new Designation("-G", true, 1, "ISO-8859-6"),
            new Designation("-F", true, 1, "ISO-8859-7"),
            new Designation("-H", true, 1, "ISO-8859-8"),
            new Designation("-M", true, 1, "ISO-8859-9"),
            new Designation("-b", true, 1, "ISO-8859-15"),
            new Designation("-T", true, 1, "TIS-620"),
            new Designation("$B", false, 2, "EUC-JP"),
            new Designation("$@", false, 2, "EUC-JP"),
            new Designation("$(D", false, 2, "EUC-JP"),
            new Designation("$)C", true, 2, "EUC-KR"),
            new Designation("$)A", true, 2, "GB2312"));

    /**
     * An escape sequence.
     *
     * @param after what follows the escape character
     * @param upper whether it designates G1, the bytes from 0x80, and not G0
     * @param width bytes of a character
     */
    private record Designation(String after, boolean upper, int width, String charset) {
        boolean isAt(byte[] bytes, int from) {
            if (from + after.length() > bytes.length) return false;
            for (int i = 0; i < after.length(); i++) {
                if (bytes[from + i] != after.charAt(i)) return false;
            }
            return true;
        }
    }

    private CharacterSets() {}

    /**
     * Text of a value.
     *
     * @param named value of Specific Character Set, its terms separated by backslashes; empty if the data set has none
     */
    public static String decode(byte[] bytes, String named) {
        if (isAscii(bytes)) return new String(bytes, StandardCharsets.US_ASCII);
        String[] terms = terms(named);
        boolean extensible = !WHOLE.contains(terms[0]);
        return extensible && hasEscape(bytes) ? extended(bytes, terms) : new String(bytes, charset(usual(terms)));
    }

    /** All of DICOM's character sets begin in ASCII. */
    private static boolean isAscii(byte[] bytes) {
        for (byte each : bytes) if (each < 0 || each == ESCAPE) return false;
        return true;
    }

    private static String[] terms(String named) {
        return Arrays.stream(named.split("\\\\", -1))
                .map(term -> term.replace("\0", "").strip().replaceFirst("^ISO[_ ](IR|2022 IR) ", ""))
                .toArray(String[]::new);
    }

    /** The first of several terms is often empty, for ASCII; a value without escapes is then in the next one. */
    private static String usual(String[] terms) {
        return Arrays.stream(terms)
                .filter(term -> !term.isEmpty() && !term.equals("6"))
                .findFirst()
                .orElse("");
    }

    private static boolean hasEscape(byte[] bytes) {
        for (byte each : bytes) if (each == ESCAPE) return true;
        return false;
    }

    /** Unknown terms are taken for Latin 1, which every byte is defined in. */
    private static Charset charset(String term) {
        return supported(SINGLE.getOrDefault(term, "ISO-8859-1"));
    }

    private static Charset supported(String name) {
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.ISO_8859_1;
    }

    /**
     * Decodes run after run. At the delimiters of a value the first character set holds again; where that has no upper half the last
     * one designated stays, because many writers do not repeat the escape sequence.
     */
    private static String extended(byte[] bytes, String[] terms) {
        Designation ascii = DESIGNATIONS.getFirst();
        @Nullable Charset initial = terms[0].isEmpty() || terms[0].equals("6") ? null : charset(terms[0]);
        Charset upper = initial == null ? charset(usual(terms)) : initial;
        Designation lower = ascii;
        StringBuilder text = new StringBuilder(bytes.length);
        int at = 0;
        while (at < bytes.length) {
            int here = bytes[at] & 0xFF;
            if (here == ESCAPE) {
                int from = at + 1;
                Optional<Designation> found = DESIGNATIONS.stream()
                        .filter(each -> each.isAt(bytes, from))
                        .findFirst();
                at = from;
                if (found.isEmpty()) continue;
                Designation designation = found.orElseThrow();
                at += designation.after().length();
                if (designation.upper()) upper = supported(designation.charset());
                else lower = designation;
                continue;
            }
            int end = at + 1;
            if (here >= 0x80) {
                while (end < bytes.length && bytes[end] < 0) end++;
                text.append(new String(bytes, at, end - at, upper));
            } else if (lower.width() == 2 && here > ' ') {
                while (end < bytes.length && bytes[end] > ' ') end++;
                text.append(doubled(bytes, at, end, lower));
            } else {
                text.append((char) here);
                if (initial != null && isDelimiter(here)) upper = initial;
            }
            at = end;
        }
        return text.toString();
    }

    private static boolean isDelimiter(int character) {
        return switch (character) {
            case '\\', '^', '=', '\t', '\n', '\f', '\r' -> true;
            default -> false;
        };
    }

    /** Pairs of seven-bit bytes of JIS X 0208 or 0212, as EUC-JP has them: with the high bits set, 0212 behind 0x8F. */
    private static String doubled(byte[] bytes, int from, int end, Designation set) {
        boolean supplement = set.after().equals("$(D");
        byte[] euc = new byte[(end - from) / 2 * (supplement ? 3 : 2)];
        int to = 0;
        for (int at = from; at + 1 < end; at += 2) {
            if (supplement) euc[to++] = (byte) 0x8F;
            euc[to++] = (byte) (bytes[at] | 0x80);
            euc[to++] = (byte) (bytes[at + 1] | 0x80);
        }
        return new String(euc, supported(set.charset()));
    }
}
