package io.trivium.med.dicom;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Specific Character Set (0008,0005), PS3.3 C.12.1.1.2, as character sets of Java. */
final class CharacterSets {

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
            Map.entry("87", "ISO-2022-JP"),
            Map.entry("159", "ISO-2022-JP"),
            Map.entry("149", "EUC-KR"),
            Map.entry("58", "GB2312"),
            Map.entry("192", "UTF-8"));

    private CharacterSets() {}

    /** Of several, the last says most: the first is often empty, for ASCII. Unknown ones read as Latin 1. */
    static Charset of(String value) {
        String[] terms = value.split("\\\\", -1);
        String term = terms.length == 0 ? "" : terms[terms.length - 1].strip().replace("\0", "");
        String name = switch (term) {
            case "GB18030" -> "GB18030";
            case "GBK" -> "GBK";
            default -> SINGLE.getOrDefault(term.replaceFirst("^ISO[_ ](IR|2022 IR) ", ""), "ISO-8859-1");
        };
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.ISO_8859_1;
    }
}
