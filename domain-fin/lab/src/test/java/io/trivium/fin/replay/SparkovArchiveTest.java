package io.trivium.fin.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.fin.authorization.Authorization;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkovArchiveTest {

    private static final String HEADER = "TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,MERCHANT,CATEGORY,TX_AMOUNT,GENDER,"
            + "BIRTH_YEAR,CITY,STATE,CITY_POP,HOME_LAT,HOME_LON,MERCH_LAT,MERCH_LON,TX_FRAUD";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private void month(String name, String... lines) throws IOException {
        try (Writer writer = new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(directory.resolve(name))), StandardCharsets.UTF_8)) {
            writer.write(String.join("\n", lines));
        }
    }

    @Test
    void merchantsBecomeTerminalsAndCategoriesCodes() throws IOException {
        month(
                "2019-01.csv.gz",
                HEADER,
                "7,2019-01-01T00:00:10,202,\"Robel, Cummerata and Prosacco\",gas_transport,67.01,F,1,X,PA,1,40,-80,40,-80,0",
                "8,2019-01-02T23:00:00,202,Welch Inc,misc_net,842.37,F,1,X,PA,1,40,-80,41,-80,1");
        SparkovArchive archive = SparkovArchive.open(directory);
        assertEquals(LocalDate.parse("2019-01-01"), archive.firstDay());
        assertEquals(LocalDate.parse("2019-01-02"), archive.lastDay());
        List<RecordedAuthorization> rows = new ArrayList<>();
        archive.read(LocalDate.parse("2019-01-01"), rows::add);
        archive.read(LocalDate.parse("2019-01-02"), rows::add);
        Authorization first = rows.getFirst().toAuthorization("");
        assertEquals("Robel-Cummerata-and-Prosacco", first.terminalId());
        assertEquals("5541", first.mcc());
        assertEquals(0.0, first.homeDistanceKm());
        assertFalse(rows.getFirst().fraud());
        Authorization second = rows.getLast().toAuthorization("");
        assertEquals("5969", second.mcc());
        assertEquals("customer-202", second.panToken());
        assertTrue(rows.getLast().fraud());
        // A degree of latitude.
        assertEquals(111.2, second.homeDistanceKm());
    }

    @Test
    void aFaultNamesFileAndLine() throws IOException {
        month("2019-01.csv.gz", HEADER, "7,2019-01-01T00:00:10,202,A,parrots,1,F,1,X,PA,1,40,-80,40,-80,0");
        ArchiveException category = assertThrows(ArchiveException.class, () -> SparkovArchive.open(directory));
        assertTrue(
                String.valueOf(category.getMessage()).endsWith("2019-01.csv.gz:2: category parrots is not known here"));
        month("2019-01.csv.gz", "A,B");
        ArchiveException header = assertThrows(ArchiveException.class, () -> SparkovArchive.open(directory));
        assertTrue(String.valueOf(header.getMessage()).contains("2019-01.csv.gz:1: wrong header"));
    }

    @Test
    void aMissingDayIsNamed() throws IOException {
        month("2019-01.csv.gz", HEADER, "7,2019-01-01T00:00:10,202,A,home,1,F,1,X,PA,1,40,-80,40,-80,0");
        SparkovArchive archive = SparkovArchive.open(directory);
        ArchiveException missing =
                assertThrows(ArchiveException.class, () -> archive.require(DayRange.parse("2019-01-01..2019-01-03")));
        assertTrue(String.valueOf(missing.getMessage()).contains("2019-01-02 of 2019-01-01..2019-01-03 is missing"));
    }
}
