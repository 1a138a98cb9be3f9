package io.trivium.fin.replay;

import io.trivium.fin.replay.RecordedAuthorization.Details;
import io.trivium.fin.replay.RecordedAuthorization.Label;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Writes the daily files that {@link AuthorizationArchive} reads, with all optional columns. */
public final class ArchiveWriter {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ISO_LOCAL_DATE_TIME.withZone(ZoneOffset.UTC);

    private final Path directory;

    /** Creates the directory when it is not there. */
    public ArchiveWriter(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    /**
     * Replaces the file of the day in one step.
     *
     * @param rows of that day, in order of time
     */
    public void write(LocalDate day, List<RecordedAuthorization> rows) throws IOException {
        Path part = directory.resolve(day + ".csv.gz.part");
        try (BufferedWriter writer = new BufferedWriter(new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(part), 1 << 16), StandardCharsets.UTF_8))) {
            writer.write(AuthorizationArchive.FULL_HEADER);
            writer.write('\n');
            for (RecordedAuthorization row : rows) {
                writer.write(line(row));
                writer.write('\n');
            }
        }
        Files.move(
                part,
                directory.resolve(day + ".csv.gz"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static String line(RecordedAuthorization row) {
        Details details = row.details() != null ? row.details() : Details.NONE;
        Label label = row.reported();
        return String.join(
                ",",
                Long.toString(row.id()),
                time(row.occurredAt()),
                row.customerId(),
                row.terminalId(),
                row.amount().toPlainString(),
                row.fraud() ? "1" : "0",
                Integer.toString(row.scenario()),
                text(details.merchantId()),
                text(details.mcc()),
                text(details.country()),
                text(details.channel()),
                details.cardPresent() == null ? "" : details.cardPresent() ? "1" : "0",
                label.observedAt() == null ? "" : time(label.observedAt()),
                text(label.source()),
                text(details.deviceId()),
                text(details.counterpartyId()),
                details.homeDistanceKm() == null ? "" : Double.toString(details.homeDistanceKm()));
    }

    private static String time(Instant time) {
        return TIME.format(time);
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
