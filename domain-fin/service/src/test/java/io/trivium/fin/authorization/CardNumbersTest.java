package io.trivium.fin.authorization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.fin.authorization.Placements.Placement;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Security M3: no neighbour makes a card number pass, and the identifiers of every day do. */
class CardNumbersTest {

    private static final int EACH = 20_000;

    @Test
    void findsACardNumberWhateverTouchesIt() {
        List<Placement> all = Placements.identifiers(6_000, 28);
        assertEquals(
                List.of(),
                all.stream()
                        .filter(each -> !CardNumbers.isIn(each.text()))
                        .limit(10)
                        .toList());
        assertEquals(
                List.of(),
                all.stream()
                        .filter(each -> isLeft(each, CardMask.masked(each.text())))
                        .limit(10)
                        .toList());
    }

    @Test
    void findsACardNumberInAnyScriptAndSplitAnyhow() {
        List<Placement> all = Placements.texts(6_000, 2028);
        assertEquals(
                List.of(),
                all.stream()
                        .filter(each -> !CardNumbers.isIn(each.text()))
                        .limit(10)
                        .toList());
        assertEquals(
                List.of(),
                all.stream()
                        .filter(each -> isLeft(each, CardMask.masked(each.text())))
                        .limit(10)
                        .toList());
    }

    /** Whether the number can be read from the text once everything but digits is dropped. */
    private static boolean isLeft(Placement placement, String text) {
        StringBuilder digits = new StringBuilder();
        text.codePoints()
                .map(code -> Character.digit(code, 10))
                .filter(digit -> digit >= 0)
                .forEach(digits::append);
        return digits.indexOf(placement.card()) >= 0;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"\\u0034111\\u00311111111111\\u0031\"}",
                "{\"a\":\"\\uff14111111111111111\"}",
                "/v1/decisions/%34111111111111111",
                "<a>&#52;111111111111111</a>",
                "<a>&#x34;111111111111111</a>",
            })
    void coversDigitsWrittenAsEscapes(String text) {
        assertTrue(CardMask.masked(text).matches(".*\\*{16,}.*"), CardMask.masked(text));
    }

    @Test
    void readsTheEscapesOfAnAddress() {
        assertTrue(CardNumbers.isInAddress("/a/%EF%BC%94111111111111111"));
        assertTrue(CardNumbers.isInAddress("/a?b=4111%201111+1111%2d1111"));
        assertFalse(CardNumbers.isInAddress("/a/%E9%BE%8D?b=100%"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deadbeef4111111111111111deadbeef",
                "41111111-1111-1111-1111-111111111111",
                "2026-11-30T21:15:40.4111111111111111Z",
                "8583:4111111111111111:1130211540:123456",
                "00-4111111111111111-00",
            })
    void aCardNumberInSomethingLikeAHarmlessFormIsFound(String text) {
        assertTrue(CardNumbers.isIn(text), text);
    }

    /** UATP begins with 1, as times, counters and addresses do. */
    @ParameterizedTest
    @ValueSource(strings = {"UATP", "xUATPy", "tok_UATP", "card UATP.", "1001-234567-89014", "x1001 234567 89014y"})
    void findsANumberOfUatpThatNoDigitTouches(String text) {
        String holding = text.replace("UATP", "100123456789014");
        assertTrue(CardNumbers.isIn(holding), holding);
        assertFalse(CardNumbers.isIn(CardMask.masked(holding)), CardMask.masked(holding));
    }

    @Test
    void passesTimesAndAddressesThatBeginWithOne() {
        Random random = new Random(13);
        assertRate(0.001, () -> Long.toString(1_796_083_200_000_000L + random.nextLong(100_000_000_000L)));
        assertEquals(
                0,
                refused(() -> "1%d.1%d.1%d.%d:%d"
                        .formatted(
                                random.nextInt(100),
                                random.nextInt(100),
                                random.nextInt(100),
                                100 + random.nextInt(156),
                                1_000 + random.nextInt(9_000))));
    }

    /** The text that is read only in part must not hide a number. */
    @Test
    void findsACardNumberAtEveryPlaceOfALongText() {
        String filling = "words 12 and 345 more, 2026-11-30 or a-b-c; ".repeat(3);
        for (int at = 0; at < filling.length(); at++) {
            String text = filling.substring(0, at) + "x5555555555554444y" + filling.substring(at);
            assertTrue(CardNumbers.isIn(text), text);
            assertTrue(CardNumbers.isInAddress(text), text);
        }
    }

    @Test
    void passesIdentifiersOfEveryday() {
        Random random = new Random(7);
        Instant start = Instant.parse("2026-11-30T00:00:00Z");
        assertEquals(0, refused(() -> uuid(4, random.nextLong(), random)));
        assertEquals(0, refused(() -> uuid(7, (start.toEpochMilli() + random.nextInt()) << 16, random)));
        assertEquals(0, refused(() -> ulid(start, random)));
        assertEquals(
                0,
                refused(() -> start.plusMillis(random.nextInt())
                        .plusNanos(random.nextInt(1_000_000_000))
                        .toString()));
        assertEquals(0, refused(() -> Long.toString(start.toEpochMilli() + random.nextInt())));
        assertEquals(0, refused(() -> "00-" + hex(16, random) + "-" + hex(8, random) + "-01"));
        for (String kind : List.of("pan", "acc", "cus", "mer", "ref")) {
            assertEquals(0, refused(() -> kind + "_k1_" + letters(random)));
        }
        assertEquals(
                0,
                refused(() -> "8583:%d:%010d:%06d"
                        .formatted(
                                random.nextInt(1_000_000), random.nextInt(1_231_235_959), random.nextInt(1_000_000))));
    }

    /** The rates that docs/reference/fin-intake.md states. */
    @Test
    void refusesAsManyOtherNumbersAsStated() {
        Random random = new Random(11);
        assertRate(
                0.0006,
                () -> "%d%03d%02d%06d"
                        .formatted(
                                random.nextInt(10),
                                1 + random.nextInt(366),
                                random.nextInt(24),
                                random.nextInt(1_000_000)));
        assertRate(0.0006, () -> digits(12, random));
        assertRate(0.0008, () -> hex(16, random));
        assertRate(0.012, () -> digits(13, random));
        assertRate(0.058, () -> digits(15, random));
        assertRate(0.11, () -> digits(16, random));
        assertRate(0.30, () -> digits(18, random));
        assertRate(0, () -> digits(11, random));
    }

    private static int refused(Supplier<String> identifiers) {
        int refused = 0;
        for (int i = 0; i < EACH; i++) refused += CardNumbers.isIn(identifiers.get()) ? 1 : 0;
        return refused;
    }

    private static void assertRate(double most, Supplier<String> identifiers) {
        double rate = refused(identifiers) / (double) EACH;
        assertTrue(rate <= most, "such as " + identifiers.get() + ": " + rate);
    }

    private static String digits(int length, Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) text.append((char) ('0' + random.nextInt(10)));
        return text.toString();
    }

    private static String hex(int bytes, Random random) {
        byte[] drawn = new byte[bytes];
        random.nextBytes(drawn);
        return HexFormat.of().formatHex(drawn);
    }

    private static String letters(Random random) {
        return hex(16, random)
                .chars()
                .collect(
                        StringBuilder::new,
                        (text, c) -> text.append((char) ('a' + Character.digit(c, 16))),
                        StringBuilder::append)
                .toString();
    }

    private static String uuid(int version, long high, Random random) {
        String text = new UUID(high, random.nextLong()).toString();
        return text.substring(0, 14)
                + version
                + text.substring(15, 19)
                + "89ab".charAt(random.nextInt(4))
                + text.substring(20);
    }

    private static String ulid(Instant start, Random random) {
        BigInteger value = BigInteger.valueOf(start.toEpochMilli() + random.nextInt())
                .shiftLeft(80)
                .or(new BigInteger(80, random));
        String text = value.toString(32).toUpperCase(Locale.ROOT);
        StringBuilder crockford = new StringBuilder("0".repeat(26 - text.length()));
        for (byte c : text.getBytes(StandardCharsets.US_ASCII)) {
            crockford.append("0123456789ABCDEFGHJKMNPQRSTVWXYZ".charAt(Character.digit(c, 32)));
        }
        return crockford.toString();
    }
}
