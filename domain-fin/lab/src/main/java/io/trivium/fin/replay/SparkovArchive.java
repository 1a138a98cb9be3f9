package io.trivium.fin.replay;

import io.trivium.fin.replay.RecordedAuthorization.Details;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * A directory with one file of the Sparkov simulator's card transactions a month, {@code 2019-01.csv.gz}, sorted by time.
 *
 * <p>Merchants become terminals, categories the nearest ISO 18245 codes, and the great-circle distance between the
 * customer's home and the merchant the distance from home (at most a tenth of a percent off the ellipsoid's). Names,
 * birth years and places of customers are not read. Everything is held in memory: a month is about 4 MB. Immutable.
 */
public final class SparkovArchive implements RecordedDays {

    private static final String HEADER = "TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,MERCHANT,CATEGORY,TX_AMOUNT,GENDER,"
            + "BIRTH_YEAR,CITY,STATE,CITY_POP,HOME_LAT,HOME_LON,MERCH_LAT,MERCH_LON,TX_FRAUD";

    private static final double EARTH_RADIUS_KM = 6_371.0088;

    /** ISO 18245 code and channel of each category. */
    private static final Map<String, String[]> CATEGORIES = Map.ofEntries(
            Map.entry("entertainment", new String[] {"7832", "chip"}),
            Map.entry("food_dining", new String[] {"5812", "chip"}),
            Map.entry("gas_transport", new String[] {"5541", "chip"}),
            Map.entry("grocery_net", new String[] {"5499", "ecommerce"}),
            Map.entry("grocery_pos", new String[] {"5411", "chip"}),
            Map.entry("health_fitness", new String[] {"7997", "chip"}),
            Map.entry("home", new String[] {"5712", "chip"}),
            Map.entry("kids_pets", new String[] {"5995", "chip"}),
            Map.entry("misc_net", new String[] {"5969", "ecommerce"}),
            Map.entry("misc_pos", new String[] {"5999", "chip"}),
            Map.entry("personal_care", new String[] {"7230", "chip"}),
            Map.entry("shopping_net", new String[] {"5964", "ecommerce"}),
            Map.entry("shopping_pos", new String[] {"5311", "chip"}),
            Map.entry("travel", new String[] {"4722", "ecommerce"}));

    private final Path directory;
    private final NavigableMap<LocalDate, List<RecordedAuthorization>> days;

    private SparkovArchive(Path directory, NavigableMap<LocalDate, List<RecordedAuthorization>> days) {
        this.directory = directory;
        this.days = days;
    }

    /**
     * Reads every month.
     *
     * @throws ArchiveException when there are no such files or one is damaged
     */
    public static SparkovArchive open(Path directory) {
        NavigableMap<LocalDate, List<RecordedAuthorization>> days = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> months = files.filter(
                            file -> file.getFileName().toString().matches("\\d{4}-\\d{2}\\.csv\\.gz"))
                    .sorted()
                    .toList();
            for (Path month : months) {
                read(
                        month,
                        row -> days.computeIfAbsent(row.day(), day -> new ArrayList<>())
                                .add(row));
            }
        } catch (IOException e) {
            throw new ArchiveException(directory, "cannot be read: " + e.getMessage(), e);
        }
        if (days.isEmpty()) throw new ArchiveException(directory + ": holds no monthly file such as 2019-01.csv.gz");
        return new SparkovArchive(directory, days);
    }

    @Override
    public LocalDate firstDay() {
        return days.firstKey();
    }

    @Override
    public LocalDate lastDay() {
        return days.lastKey();
    }

    @Override
    public void require(DayRange range) {
        for (LocalDate day : range.days()) {
            if (!days.containsKey(day)) {
                throw new ArchiveException(directory + ": " + day + " of " + range
                        + " is missing (the archive runs from " + firstDay() + " to " + lastDay() + ")");
            }
        }
    }

    @Override
    public void read(LocalDate day, Consumer<RecordedAuthorization> sink) {
        require(new DayRange(day, day));
        days.getOrDefault(day, List.of()).forEach(sink);
    }

    private static void read(Path file, Consumer<RecordedAuthorization> sink) throws IOException {
        long line = 1;
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file), 1 << 16), StandardCharsets.UTF_8))) {
            if (!HEADER.equals(reader.readLine())) {
                throw new ArchiveException(file, line, "wrong header, expected " + HEADER);
            }
            for (String row = reader.readLine(); row != null; row = reader.readLine()) {
                line++;
                sink.accept(parse(fields(row)));
            }
        } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException e) {
            throw new ArchiveException(file, line, String.valueOf(e.getMessage()));
        }
    }

    private static RecordedAuthorization parse(List<String> fields) {
        boolean fraud = fields.get(15).equals("1");
        Instant at = LocalDateTime.parse(fields.get(1)).toInstant(ZoneOffset.UTC);
        String merchant = token(fields.get(3));
        String[] category = CATEGORIES.get(fields.get(4));
        if (category == null) throw new IllegalArgumentException("category " + fields.get(4) + " is not known here");
        double distance = distanceKm(
                Double.parseDouble(fields.get(11)),
                Double.parseDouble(fields.get(12)),
                Double.parseDouble(fields.get(13)),
                Double.parseDouble(fields.get(14)));
        return new RecordedAuthorization(
                Long.parseLong(fields.get(0)),
                at,
                fields.get(2),
                merchant,
                new BigDecimal(fields.get(5)),
                fraud,
                fraud ? 1 : 0,
                new Details(merchant, category[0], "US", category[1], null, null, null, distance),
                null);
    }

    /** Fields between commas; quotes keep commas in a name. */
    private static List<String> fields(String row) {
        List<String> fields = new ArrayList<>(16);
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < row.length(); i++) {
            char c = row.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }

    private static String token(String merchant) {
        return merchant.replaceAll("[^A-Za-z0-9]+", "-");
    }

    /** Haversine formula on the mean radius, whole hundred metres. */
    static double distanceKm(double latitude, double longitude, double otherLatitude, double otherLongitude) {
        double north = Math.toRadians(otherLatitude - latitude);
        double east = Math.toRadians(otherLongitude - longitude);
        double half = StrictMath.pow(StrictMath.sin(north / 2), 2)
                + StrictMath.cos(Math.toRadians(latitude))
                        * StrictMath.cos(Math.toRadians(otherLatitude))
                        * StrictMath.pow(StrictMath.sin(east / 2), 2);
        double distance = 2 * EARTH_RADIUS_KM * StrictMath.asin(Math.min(1, Math.sqrt(half)));
        return Math.round(distance * 10) / 10.0;
    }
}
