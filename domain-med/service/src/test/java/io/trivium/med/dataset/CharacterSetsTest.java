package io.trivium.med.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivium.med.study.Slices;
import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The examples of PS3.5 annexes H to K, and the output of writers for them. */
class CharacterSetsTest {

    private static byte[] bytes(String... parts) {
        return HexFormat.of().parseHex(String.join("", parts));
    }

    private static String hex(String ascii) {
        return HexFormat.of().formatHex(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void japaneseInG0() {
        byte[] name = bytes(
                hex("Yamada^Tarou="),
                "1b24423b3345441b2842",
                hex("^"),
                "1b244242404f3a1b2842",
                hex("="),
                "1b24422464245e24401b2842",
                hex("^"),
                "1b2442243f246d24261b2842");
        assertEquals("Yamada^Tarou=山田^太郎=やまだ^たろう", CharacterSets.decode(name, "\\ISO 2022 IR 87"));
        byte[] halfWidth = bytes(
                "d4cfc0de", hex("^"), "c0dbb3", hex("="), "1b24423b3345441b284a", hex("^"), "1b244242404f3a1b284a");
        assertEquals("ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎", CharacterSets.decode(halfWidth, "ISO 2022 IR 13\\ISO 2022 IR 87"));
    }

    @Test
    void koreanInG1() {
        byte[] name = bytes(
                hex("Hong^Gildong="),
                "1b242943fbf3",
                hex("^"),
                "1b242943d1ced4d7",
                hex("="),
                "1b242943c8ab",
                hex("^"),
                "1b242943b1e6b5bf");
        assertEquals("Hong^Gildong=洪^吉洞=홍^길동", CharacterSets.decode(name, "\\ISO 2022 IR 149"));
    }

    @Test
    void anEscapeSequenceThatIsNotRepeatedHoldsWhereNothingElseIsDefined() {
        byte[] name = bytes("1b242943b1e8", hex("^"), "c8f1c1df", hex(" "), "1b2842");
        assertEquals("김^희중 ", CharacterSets.decode(name, "\\ISO 2022 IR 149"));
        assertEquals("김^희중 ", CharacterSets.decode(name, "ISO 2022 IR 6\\ISO 2022 IR 149"));
    }

    @Test
    void chineseWithAndWithoutCodeExtensions() {
        assertEquals(
                "Zhang^XiaoDong=张^小东=",
                CharacterSets.decode(
                        bytes(hex("Zhang^XiaoDong="), "1b242941d5c5", hex("^"), "1b242941d0a1b6ab", hex("=")),
                        "\\ISO 2022 IR 58"));
        assertEquals(
                "Wang^XiaoDong=王^小东=",
                CharacterSets.decode(bytes(hex("Wang^XiaoDong="), "cdf5", hex("^"), "d0a1b6ab", hex("=")), "GB18030"));
        assertEquals("王^小东", CharacterSets.decode("王^小东".getBytes(StandardCharsets.UTF_8), "ISO_IR 192"));
    }

    @Test
    void severalAlphabets() {
        byte[] name = bytes(
                hex("Buc^J"),
                "e9",
                hex("r"),
                "f4",
                hex("me="),
                "1b2d46",
                "c4e9efedf5f3e9eff2",
                hex("="),
                "1b2d4c",
                "bbee",
                hex("^"),
                "e9");
        assertEquals(
                "Buc^Jérôme=Διονυσιος=Лю^é",
                CharacterSets.decode(name, "ISO 2022 IR 100\\ISO 2022 IR 144\\ISO 2022 IR 126"));
    }

    @Test
    void anyBytesAreDecodedInEverySet() {
        byte[] all = new byte[768];
        for (int i = 0; i < 256; i++) {
            all[i] = (byte) i;
            all[256 + 2 * i] = 0x1B;
            all[256 + 2 * i + 1] = (byte) i;
        }
        for (String named :
                List.of("", "\\ISO 2022 IR 149", "ISO 2022 IR 13\\ISO 2022 IR 159", "GB18030", "ISO_IR 999")) {
            for (int end = 0; end <= all.length; end++) {
                assertEquals(
                        end > 0,
                        !CharacterSets.decode(Arrays.copyOf(all, end), named).isEmpty(),
                        named);
            }
        }
    }

    /** PS3.5 I.3 and K.3: every line of a text names its character set again. */
    @Test
    void linesOfTextWithCodeExtensions() {
        byte[] korean =
                bytes("1b242943", hex("The 1st line includes "), "b1e6b5bf", hex("."), "0d0a", "1b242943", "b1e6");
        assertEquals("The 1st line includes 길동.\r\n길", CharacterSets.decode(korean, "\\ISO 2022 IR 149"));
        byte[] chinese = bytes("1b242941", hex("1. "), "d6d0cec4", "0d0a", "1b242941", hex("2. "), "d0a1b6ab");
        assertEquals("1. 中文\r\n2. 小东", CharacterSets.decode(chinese, "\\ISO 2022 IR 58"));
    }

    /** JIS X 0212 (ISO IR 159) next to JIS X 0208, PS3.5 table H.1-1. */
    @Test
    void japaneseSupplement() {
        byte[] name = bytes("1b2428443021", "1b284a", hex("="), "1b24423b33", "1b2842");
        assertEquals("丂=山", CharacterSets.decode(name, "\\ISO 2022 IR 87\\ISO 2022 IR 159"));
    }

    @Test
    void gbkAndLatinSets() {
        assertEquals("張^曉東", CharacterSets.decode("張^曉東".getBytes(Charset.forName("GBK")), "GBK"));
        assertEquals("Łódź", CharacterSets.decode("Łódź".getBytes(Charset.forName("ISO-8859-2")), "ISO_IR 101"));
        assertEquals("Łódź", CharacterSets.decode("Łódź".getBytes(Charset.forName("ISO-8859-2")), "ISO 2022 IR 101"));
        assertEquals("œuvre", CharacterSets.decode("œuvre".getBytes(Charset.forName("ISO-8859-15")), "ISO_IR 203"));
    }

    @SuppressWarnings("ArrayRecordComponent") // bytes as sent; never compared
    private record Golden(String characterSet, byte[] name, String unicode) {}

    private static List<Golden> golden() {
        return List.of(
                new Golden(
                        "\\ISO 2022 IR 149",
                        bytes(
                                hex("Hong^Gildong="),
                                "1b242943fbf3",
                                hex("^"),
                                "1b242943d1ced4d7",
                                hex("="),
                                "1b242943c8ab",
                                hex("^"),
                                "1b242943b1e6b5bf"),
                        "Hong^Gildong=洪^吉洞=홍^길동"),
                new Golden(
                        "\\ISO 2022 IR 58",
                        bytes(hex("Zhang^XiaoDong="), "1b242941d5c5", hex("^"), "1b242941d0a1b6ab", hex("=")),
                        "Zhang^XiaoDong=张^小东="),
                new Golden(
                        "\\ISO 2022 IR 87",
                        bytes(hex("Yamada^Tarou="), "1b24423b3345441b2842", hex("^"), "1b244242404f3a1b2842"),
                        "Yamada^Tarou=山田^太郎"),
                new Golden("GB18030", "Wang^XiaoDong=王^小东".getBytes(Charset.forName("GB18030")), "Wang^XiaoDong=王^小东"),
                new Golden("GBK", "王^小东".getBytes(Charset.forName("GBK")), "王^小东"),
                new Golden("ISO_IR 192", "Müller^Jörg=王^小东".getBytes(StandardCharsets.UTF_8), "Müller^Jörg=王^小东"),
                new Golden("ISO_IR 100", "Müller^Jörg".getBytes(StandardCharsets.ISO_8859_1), "Müller^Jörg"),
                new Golden("ISO_IR 144", "Люкceмбypг".getBytes(Charset.forName("ISO-8859-5")), "Люкceмбypг"));
    }

    /** The same object gives the same name where it comes in, in the index and in a report, at every depth of it. */
    @Test
    void intakeIndexAndReportReadTheSameName() throws Exception {
        for (Golden each : golden()) {
            DataSet item = new DataSet().put(Tag.PATIENT_NAME, Vr.PN, each.name());
            DataSet object = Slices.slice(0)
                    .putAs(Tag.SPECIFIC_CHARACTER_SET, Vr.CS, each.characterSet())
                    .put(Tag.PATIENT_NAME, Vr.PN, each.name())
                    .putItems(Tag.REFERENCED_PATIENT_SEQUENCE, List.of(item));
            byte[] file = DataSetWriter.file(object);
            DataSet report = DicomFile.read(file, Limits.OBJECT).dataSet();
            assertEquals(each.unicode(), report.textOr(Tag.PATIENT_NAME, ""), each.characterSet());
            assertEquals(
                    each.unicode(),
                    report.items(Tag.REFERENCED_PATIENT_SEQUENCE).getFirst().textOr(Tag.PATIENT_NAME, ""),
                    each.characterSet());
            ByteArrayInputStream in = new ByteArrayInputStream(file);
            Part10.FileMeta meta = Part10.read(in);
            DataSet intake = DataSetReader.read(in, meta.transferSyntax(), Limits.METADATA);
            assertEquals(Optional.of(each.unicode()), InstanceHeader.of(intake).patientName(), each.characterSet());
            assertEquals(
                    Optional.of(each.unicode()),
                    intake.items(Tag.REFERENCED_PATIENT_SEQUENCE).getFirst().text(Tag.PATIENT_NAME),
                    each.characterSet());
            DataSet unicode = report.inUtf8();
            assertEquals(each.unicode(), unicode.textOr(Tag.PATIENT_NAME, ""), each.characterSet());
            assertEquals(
                    each.unicode(),
                    new String(
                                    unicode.items(Tag.REFERENCED_PATIENT_SEQUENCE)
                                            .getFirst()
                                            .bytes(Tag.PATIENT_NAME),
                                    StandardCharsets.UTF_8)
                            .strip(),
                    each.characterSet());
        }
    }

    @Test
    void aDataSetDecodesAllItsTexts() {
        byte[] male = "男".getBytes(Charset.forName("GB18030"));
        assertEquals(
                "男",
                new DataSet()
                        .put(Tag.SPECIFIC_CHARACTER_SET, "GB18030")
                        .put(Tag.PATIENT_SEX, Vr.CS, male)
                        .textOr(Tag.PATIENT_SEX, ""));
    }
}
