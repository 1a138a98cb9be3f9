package io.trivium.fin.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorizationArchiveTest {
    private static final String HEADER =
            "TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT,TX_FRAUD,TX_FRAUD_SCENARIO\n";
    private static final LocalDate DAY = LocalDate.parse("2018-07-25");

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("2018-07-25.csv");
    }

    @Test
    void readsPlainAndCompressedDaysInOrder() throws IOException {
        Files.writeString(file, HEADER + "7,2018-07-25T00:00:29,1111,2328,40.77,0,0\n");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(directory.resolve("2018-07-26.csv.gz")))) {
            out.write((HEADER + "8,2018-07-26T23:59:59,596,3156,1000.5,1,1\n").getBytes(StandardCharsets.UTF_8));
        }
        Files.writeString(directory.resolve("MANIFEST.md"), "ignored");

        AuthorizationArchive archive = AuthorizationArchive.open(directory);
        List<RecordedAuthorization> rows = new ArrayList<>();
        archive.read(DayRange.parse("2018-07-25..2018-07-26"), rows::add);

        assertEquals(
                List.of(
                        new RecordedAuthorization(
                                7,
                                Instant.parse("2018-07-25T00:00:29Z"),
                                "1111",
                                "2328",
                                new BigDecimal("40.77"),
                                false,
                                0,
                                null,
                                null),
                        new RecordedAuthorization(
                                8,
                                Instant.parse("2018-07-26T23:59:59Z"),
                                "596",
                                "3156",
                                new BigDecimal("1000.5"),
                                true,
                                1,
                                null,
                                null)),
                rows);
    }

    @Test
    void everyDetailIsWrittenAndReadAgain() throws IOException {
        RecordedAuthorization row = row(
                new RecordedAuthorization.Details("m-1", "5411", "DE", "ecommerce", false, "dev-1", "acc-2", 12.5),
                new RecordedAuthorization.Label(Instant.parse("2018-08-01T10:00:00Z"), "chargeback"));
        RecordedAuthorization bare = row(RecordedAuthorization.Details.NONE, RecordedAuthorization.Label.NEVER);
        new ArchiveWriter(directory).write(DAY, List.of(row, bare));
        List<RecordedAuthorization> read = new ArrayList<>();
        AuthorizationArchive.open(directory).read(DAY, read::add);
        assertEquals(List.of(row, bare), read);
    }

    @Test
    void filesFromBeforeDevicesWereWrittenAreRead() throws IOException {
        Files.writeString(
                file,
                HEADER.strip()
                        + ",MERCHANT_ID,MCC,COUNTRY,CHANNEL,CARD_PRESENT,LABEL_AT,LABEL_SOURCE\n"
                        + "7,2018-07-25T00:00:29,1111,2328,40.77,1,2,m-1,5411,DE,chip,1,2018-08-01T10:00:00,chargeback\n");
        List<RecordedAuthorization> read = new ArrayList<>();
        AuthorizationArchive.open(directory).read(DAY, read::add);
        assertEquals(
                List.of(row(
                        new RecordedAuthorization.Details("m-1", "5411", "DE", "chip", true, null, null, null),
                        new RecordedAuthorization.Label(Instant.parse("2018-08-01T10:00:00Z"), "chargeback"))),
                read);
    }

    @Test
    void aDistanceThatIsNoneIsRefused() throws IOException {
        String full = HEADER.strip()
                + ",MERCHANT_ID,MCC,COUNTRY,CHANNEL,CARD_PRESENT,LABEL_AT,LABEL_SOURCE,DEVICE_ID,COUNTERPARTY_ID,"
                + "HOME_DISTANCE_KM\n";
        for (String distance : List.of("-1", "NaN", "20101", "1.2.3")) {
            Files.writeString(file, full + "7,2018-07-25T00:00:29,1111,2328,40.77,0,0,,,,,,,,,," + distance + "\n");
            assertEquals(
                    file + ":2: HOME_DISTANCE_KM is not a distance such as 12.5, at most 20100: '" + distance + "'",
                    assertThrows(ArchiveException.class, this::read).getMessage());
        }
    }

    private static RecordedAuthorization row(RecordedAuthorization.Details details, RecordedAuthorization.Label label) {
        return new RecordedAuthorization(
                7,
                Instant.parse("2018-07-25T00:00:29Z"),
                "1111",
                "2328",
                new BigDecimal("40.77"),
                true,
                2,
                details,
                label);
    }

    @Test
    void theFirstMissingDayIsNamed() throws IOException {
        Files.writeString(file, HEADER);
        AuthorizationArchive archive = AuthorizationArchive.open(directory);
        ArchiveException failure = assertThrows(
                ArchiveException.class, () -> archive.read(DayRange.parse("2018-07-25..2018-07-28"), row -> {}));
        assertEquals(
                directory + ": 3 of the 4 days of 2018-07-25..2018-07-28 missing, the first is 2018-07-26"
                        + " (the archive runs from 2018-07-25 to 2018-07-25)",
                failure.getMessage());
    }

    @Test
    void aDirectoryWithoutDaysIsRefused() {
        assertEquals(
                directory + ": holds no daily file such as 2018-07-25.csv.gz",
                assertThrows(ArchiveException.class, () -> AuthorizationArchive.open(directory))
                        .getMessage());
        Path absent = directory.resolve("absent");
        assertEquals(
                absent + ": no such directory",
                assertThrows(ArchiveException.class, () -> AuthorizationArchive.open(absent))
                        .getMessage());
    }

    @Test
    void aWrongHeaderIsNamedByItsFirstWrongColumn() throws IOException {
        Files.writeString(file, HEADER.replace("TX_AMOUNT", "AMOUNT"));
        assertEquals(
                file + ":1: wrong header: column 5 should be TX_AMOUNT and is 'AMOUNT'",
                assertThrows(ArchiveException.class, this::read).getMessage());
    }

    @Test
    void everyBadFieldIsRefusedWithFileAndLine() throws IOException {
        String good = "7,2018-07-25T00:00:29,1111,2328,40.77,0,0";
        assertRefused(good.replace("40.77", "-1"), "TX_AMOUNT is not an amount such as 57.16: '-1'");
        assertRefused(good.replace("40.77", "NaN"), "TX_AMOUNT is not an amount such as 57.16: 'NaN'");
        assertRefused(good.replace("40.77", ""), "TX_AMOUNT is not an amount such as 57.16: ''");
        assertRefused(good.replace("40.77", "1E999"), "TX_AMOUNT is not an amount such as 57.16: '1E999'");
        assertRefused("x" + good, "TRANSACTION_ID is not a whole number of 0 or more: 'x7'");
        assertRefused(good.replace(",0,0", ",2,0"), "TX_FRAUD is not a whole number from 0 to 1: '2'");
        assertRefused(good.replace(",0,0", ",1,0"), "fraud true contradicts scenario 0");
        assertRefused(
                good.replace("T00:00:29", " 00:00"),
                "TX_DATETIME is not a time such as 2018-07-25T14:03:59: '2018-07-25 00:00'");
        assertRefused(good.replace("-25T", "-26T"), "TX_DATETIME 2018-07-26T00:00:29 is not on 2018-07-25");
        assertRefused(good + ",", "8 fields where the header has 7");
        assertRefused(
                good.replace("00:00:29", "00:00:28"),
                "TX_DATETIME 2018-07-25T00:00:28 is earlier than the line before");
    }

    @Test
    void aFileCutShortIsRefused() throws IOException {
        Path compressed = directory.resolve("2018-07-25.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            out.write((HEADER + "7,2018-07-25T00:00:29,1111,2328,40.77,0,0\n").getBytes(StandardCharsets.UTF_8));
        }
        byte[] whole = Files.readAllBytes(compressed);
        Files.write(compressed, Arrays.copyOf(whole, whole.length - 12));
        String message =
                String.valueOf(assertThrows(ArchiveException.class, this::read).getMessage());
        assertTrue(message.startsWith(compressed + ": is damaged or cut short"), message);
    }

    @Test
    void rangesOfDaysAreParsedAndChecked() {
        assertEquals(7, DayRange.parse("2018-07-25..2018-07-31").length());
        assertEquals(1, DayRange.parse("2018-07-25").length());
        assertThrows(IllegalArgumentException.class, () -> DayRange.parse("2018-07-31..2018-07-25"));
        assertThrows(IllegalArgumentException.class, () -> DayRange.parse("2018-07-25..2018-07-26..2018-07-27"));
        assertThrows(IllegalArgumentException.class, () -> DayRange.parse("July"));
    }

    private void assertRefused(String line, String problem) throws IOException {
        Files.writeString(file, HEADER + "6,2018-07-25T00:00:29,1111,2328,40.77,0,0\n" + line + "\n");
        assertEquals(
                file + ":3: " + problem,
                assertThrows(ArchiveException.class, this::read).getMessage());
    }

    private void read() {
        AuthorizationArchive.open(directory).read(DAY, row -> {});
    }
}
