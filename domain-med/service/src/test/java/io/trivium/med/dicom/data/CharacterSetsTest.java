package io.trivium.med.dicom.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

    @Test
    void aDataSetDecodesAllItsTexts() {
        DataSet data = new DataSet().text(Tag.SPECIFIC_CHARACTER_SET, Vr.CS, "GB18030");
        data.add(new Element.Value(Tag.PATIENT_SEX, Vr.CS, "男".getBytes(Charset.forName("GB18030"))));
        assertEquals(Optional.of("男"), data.string(Tag.PATIENT_SEX));
    }
}
