package io.trivium.fin.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Looks for known numbers wherever text is kept: in logs, in records of topics, in every column of every table. All
 * characters between the digits are ignored. For one thread.
 */
public final class KeptNumbers {
    private static final int SHORTEST = 12;
    private static final long MODULUS = 1_000_000_000_000L;
    private static final Duration POLL = Duration.ofMillis(200);

    private final Map<Long, List<String>> byBeginning = new HashMap<>();
    private final TreeSet<String> found = new TreeSet<>();
    private long read;

    public KeptNumbers(Collection<String> numbers) {
        for (String number : numbers) {
            byBeginning
                    .computeIfAbsent(Long.parseLong(number.substring(0, SHORTEST)), _ -> new ArrayList<>())
                    .add(number);
        }
    }

    /** The places where a number is, without the number itself. */
    public List<String> found() {
        return List.copyOf(found);
    }

    /** Lines, records and rows read so far. */
    public long read() {
        return read;
    }

    /** Whether one of the numbers is in the text. */
    public boolean isIn(String text) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') digits.append(c);
        }
        long window = 0;
        for (int i = 0; i < digits.length(); i++) {
            window = (10 * window + digits.charAt(i) - '0') % MODULUS;
            int from = i - SHORTEST + 1;
            if (from >= 0
                    && byBeginning.getOrDefault(window, List.of()).stream()
                            .anyMatch(number -> digits.indexOf(number, from) == from)) {
                return true;
            }
        }
        return false;
    }

    /** Looks in a text. */
    void look(String place, String text) {
        read++;
        if (isIn(text)) found.add(place + " has a card number");
    }

    /** Every file below the folder. */
    public void inFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
                    lines.lines().forEach(line -> look("file " + file.getFileName(), line));
                } catch (NoSuchFileException _) {
                    // It was rotated or compacted away.
                } catch (UncheckedIOException e) {
                    throw e.getCause();
                }
            }
        }
    }

    /** Every record of every topic: key, value and headers. */
    public void inTopics(Map<String, Object> client) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.listTopics().values().stream()
                    .flatMap(List::stream)
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                    String place = "topic " + each.topic();
                    look(place, text(each.key()));
                    look(place, text(each.value()));
                    each.headers().forEach(header -> look(place, text(header.value())));
                }
            }
        }
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Every column of every table that the connection may read; of bytea the bytes. */
    public void inTables(Connection connection) throws SQLException {
        Map<String, String> tables = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                    select format('%I.%I', n.nspname, c.relname), string_agg(
                        case a.atttypid when 'bytea'::regtype then format('encode(%I, ''escape'')', a.attname)
                            else format('%I::text', a.attname) end, ', ')
                    from pg_class c
                    join pg_namespace n on n.oid = c.relnamespace
                    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                    where c.relkind in ('r', 'm') and has_table_privilege(c.oid, 'select')
                        and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
                    group by 1\
                    """)) {
            while (row.next()) tables.put(row.getString(1), row.getString(2));
        }
        connection.setAutoCommit(false);
        for (Map.Entry<String, String> table : tables.entrySet()) {
            try (Statement statement = connection.createStatement()) {
                statement.setFetchSize(1_000);
                try (ResultSet row = statement.executeQuery(
                        "select concat_ws(' x ', " + table.getValue() + ") from " + table.getKey())) {
                    while (row.next()) look("table " + table.getKey(), row.getString(1));
                }
            }
        }
        connection.rollback();
    }
}
