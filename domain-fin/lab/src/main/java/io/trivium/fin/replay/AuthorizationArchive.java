package io.trivium.fin.replay;

import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.replay.RecordedAuthorization.Details;
import io.trivium.fin.replay.RecordedAuthorization.Label;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A directory with one file of authorizations a day, {@code 2018-07-25.csv} or {@code 2018-07-25.csv.gz}.
 *
 * <p>The first seven columns are those of the Fraud Detection Handbook. The seven after them are optional, all or none, and
 * so are the three after those, which files of earlier versions do not have.
 * Files are read as a stream, one line at a time, and must be sorted by time. Thread-safe.
 */
public final class AuthorizationArchive implements RecordedDays {
    static final List<String> COLUMNS = List.of(
            "TRANSACTION_ID",
            "TX_DATETIME",
            "CUSTOMER_ID",
            "TERMINAL_ID",
            "TX_AMOUNT",
            "TX_FRAUD",
            "TX_FRAUD_SCENARIO");
    static final List<String> EXTRA_COLUMNS =
            List.of("MERCHANT_ID", "MCC", "COUNTRY", "CHANNEL", "CARD_PRESENT", "LABEL_AT", "LABEL_SOURCE");

    static final List<String> LATER_COLUMNS = List.of("DEVICE_ID", "COUNTERPARTY_ID", "HOME_DISTANCE_KM");

    private static final Pattern FILE_NAME = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})\\.csv(\\.gz)?");
    private static final String HEADER = String.join(",", COLUMNS);
    private static final String WIDE_HEADER = HEADER + "," + String.join(",", EXTRA_COLUMNS);
    static final String FULL_HEADER = WIDE_HEADER + "," + String.join(",", LATER_COLUMNS);
    private static final int WIDE = COLUMNS.size() + EXTRA_COLUMNS.size();
    private static final int FULL = WIDE + LATER_COLUMNS.size();

    private final Path directory;
    private final NavigableSet<LocalDate> days;

    private AuthorizationArchive(Path directory, NavigableSet<LocalDate> days) {
        this.directory = directory;
        this.days = days;
    }

    /** Lists the directory; files with other names are ignored. */
    public static AuthorizationArchive open(Path directory) {
        if (!Files.isDirectory(directory)) throw new ArchiveException(directory + ": no such directory");
        try (Stream<Path> files = Files.list(directory)) {
            NavigableSet<LocalDate> days = files.map(
                            file -> FILE_NAME.matcher(file.getFileName().toString()))
                    .filter(matcher -> matcher.matches())
                    .map(matcher -> LocalDate.parse(matcher.group(1)))
                    .collect(Collectors.toCollection(TreeSet::new));
            if (days.isEmpty()) {
                throw new ArchiveException(directory + ": holds no daily file such as 2018-07-25.csv.gz");
            }
            return new AuthorizationArchive(directory, days);
        } catch (IOException e) {
            throw new ArchiveException(directory, "cannot be listed: " + e.getMessage(), e);
        } catch (DateTimeException e) {
            throw new ArchiveException(directory, "holds a file named after an impossible day: " + e.getMessage(), e);
        }
    }

    public Path directory() {
        return directory;
    }

    @Override
    public LocalDate firstDay() {
        return days.first();
    }

    @Override
    public LocalDate lastDay() {
        return days.last();
    }

    /** Refuses, naming the first missing day, unless every day of the range has a file. */
    @Override
    public void require(DayRange range) {
        List<LocalDate> missing =
                range.days().stream().filter(day -> !days.contains(day)).toList();
        if (!missing.isEmpty()) {
            throw new ArchiveException(directory + ": " + missing.size() + " of the " + range.length()
                    + " days of " + range + " missing, the first is " + missing.getFirst() + " (the archive runs from "
                    + days.first() + " to " + days.last() + ")");
        }
    }

    /** Passes every authorization of the range in order of time. */
    public void read(DayRange range, Consumer<RecordedAuthorization> sink) {
        require(range);
        range.days().forEach(day -> read(day, sink));
    }

    /** Passes every authorization of the day in order of time. */
    @Override
    public void read(LocalDate day, Consumer<RecordedAuthorization> sink) {
        Path plain = directory.resolve(day + ".csv");
        boolean compressed = !Files.exists(plain);
        Path file = compressed ? directory.resolve(day + ".csv.gz") : plain;
        if (!Files.exists(file)) throw new ArchiveException(directory + ": no file for " + day);
        try (InputStream bytes = Files.newInputStream(file);
                InputStream text = compressed ? new GZIPInputStream(bytes, 1 << 16) : bytes;
                BufferedReader reader = new BufferedReader(
                        new InputStreamReader(
                                text,
                                StandardCharsets.UTF_8
                                        .newDecoder()
                                        .onMalformedInput(CodingErrorAction.REPORT)
                                        .onUnmappableCharacter(CodingErrorAction.REPORT)),
                        1 << 16)) {
            new FileReader(file, day, sink).read(reader);
        } catch (ZipException | EOFException e) {
            throw new ArchiveException(file, "is damaged or cut short: " + e.getMessage(), e);
        } catch (CharacterCodingException e) {
            throw new ArchiveException(file, "is not UTF-8 text", e);
        } catch (IOException e) {
            throw new ArchiveException(file, "cannot be read: " + e.getMessage(), e);
        }
    }

    /** Reads one file; holds the position for messages. */
    private static final class FileReader {
        private final Path file;
        private final LocalDate day;
        private final Consumer<RecordedAuthorization> sink;
        private long line;
        private Instant previous = Instant.MIN;

        FileReader(Path file, LocalDate day, Consumer<RecordedAuthorization> sink) {
            this.file = file;
            this.day = day;
            this.sink = sink;
        }

        void read(BufferedReader reader) throws IOException {
            line = 1;
            int width = width(reader.readLine());
            for (String row = reader.readLine(); row != null; row = reader.readLine()) {
                line++;
                if (row.isEmpty()) continue;
                String[] fields = row.split(",", -1);
                if (fields.length != width) throw failure(fields.length + " fields where the header has " + width);
                sink.accept(parse(fields));
            }
        }

        private int width(@Nullable String header) {
            if (header == null) throw failure("the file is empty");
            if (header.equals(HEADER)) return COLUMNS.size();
            if (header.equals(WIDE_HEADER)) return WIDE;
            if (header.equals(FULL_HEADER)) return FULL;
            List<String> found = Arrays.asList(header.split(",", -1));
            List<String> expected = Stream.of(COLUMNS, EXTRA_COLUMNS, LATER_COLUMNS)
                    .flatMap(List::stream)
                    .toList();
            String first = IntStream.range(0, expected.size())
                    .filter(i -> i >= found.size() || !expected.get(i).equals(found.get(i)))
                    .mapToObj(i -> "column " + (i + 1) + " should be " + expected.get(i) + " and is "
                            + (i < found.size() ? "'" + shorten(found.get(i)) + "'" : "missing"))
                    .findFirst()
                    .orElse("there are columns after " + expected.getLast());
            throw failure("wrong header: " + first);
        }

        private RecordedAuthorization parse(String[] fields) {
            long id = number("TRANSACTION_ID", fields[0], Long.MAX_VALUE);
            Instant occurredAt = time("TX_DATETIME", fields[1]);
            if (!LocalDate.ofInstant(occurredAt, ZoneOffset.UTC).equals(day)) {
                throw failure("TX_DATETIME " + fields[1] + " is not on " + day);
            }
            if (occurredAt.isBefore(previous)) {
                throw failure("TX_DATETIME " + fields[1] + " is earlier than the line before");
            }
            previous = occurredAt;
            BigDecimal amount = amount(fields[4]);
            boolean fraud = number("TX_FRAUD", fields[5], 1) == 1;
            int scenario = (int) number("TX_FRAUD_SCENARIO", fields[6], 99);
            try {
                return new RecordedAuthorization(
                        id,
                        occurredAt,
                        fields[2],
                        fields[3],
                        amount,
                        fraud,
                        scenario,
                        fields.length > 7 ? details(fields) : null,
                        fields.length > 7 ? label(fields[12], fields[13]) : null);
            } catch (IllegalArgumentException e) {
                throw failure(String.valueOf(e.getMessage()));
            }
        }

        private Details details(String[] fields) {
            boolean full = fields.length == FULL;
            return new Details(
                    emptyToNull(fields[7]),
                    emptyToNull(fields[8]),
                    emptyToNull(fields[9]),
                    emptyToNull(fields[10]),
                    fields[11].isEmpty() ? null : number("CARD_PRESENT", fields[11], 1) == 1,
                    full ? emptyToNull(fields[WIDE]) : null,
                    full ? emptyToNull(fields[WIDE + 1]) : null,
                    full ? distance(fields[WIDE + 2]) : null);
        }

        private Label label(String observedAt, String source) {
            if (observedAt.isEmpty() && source.isEmpty()) return Label.NEVER;
            return new Label(
                    observedAt.isEmpty() ? null : time("LABEL_AT", observedAt), source.isEmpty() ? null : source);
        }

        private long number(String column, String text, long max) {
            try {
                long value = Long.parseLong(text);
                if (value >= 0 && value <= max) return value;
            } catch (NumberFormatException e) {
                // Falls through to the one message for both.
            }
            throw failure(column + " is not a whole number"
                    + (max == Long.MAX_VALUE ? " of 0 or more" : " from 0 to " + max) + ": '" + shorten(text) + "'");
        }

        private BigDecimal amount(String text) {
            // The length is bounded first: 1E999999999 is a valid BigDecimal of a gigabyte.
            if (text.length() <= 20 && text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.')) {
                try {
                    return new BigDecimal(text);
                } catch (NumberFormatException e) {
                    // Falls through to the one message for both.
                }
            }
            throw failure("TX_AMOUNT is not an amount such as 57.16: '" + shorten(text) + "'");
        }

        private @Nullable Double distance(String text) {
            if (text.isEmpty()) return null;
            if (text.length() <= 20 && text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.')) {
                try {
                    double km = Double.parseDouble(text);
                    if (km <= Authorization.LONGEST_KM) return km;
                } catch (NumberFormatException e) {
                    // Falls through to the one message for both.
                }
            }
            throw failure("HOME_DISTANCE_KM is not a distance such as 12.5, at most " + Authorization.LONGEST_KM + ": '"
                    + shorten(text) + "'");
        }

        private Instant time(String column, String text) {
            try {
                String local = text.endsWith("Z") ? text.substring(0, text.length() - 1) : text;
                return LocalDateTime.parse(local).toInstant(ZoneOffset.UTC);
            } catch (DateTimeException e) {
                throw failure(column + " is not a time such as 2018-07-25T14:03:59: '" + shorten(text) + "'");
            }
        }

        private ArchiveException failure(String problem) {
            return new ArchiveException(file, line, problem);
        }

        private static @Nullable String emptyToNull(String text) {
            return text.isEmpty() ? null : text;
        }

        private static String shorten(String text) {
            return text.length() <= 40 ? text : text.substring(0, 40) + "…";
        }
    }
}
