package io.trivium.fin.intake;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.security.TestTokens;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.ManagementAddress;
import io.trivium.core.testing.PostgresResource;
import io.trivium.fin.authorization.Placements;
import io.trivium.fin.authorization.Placements.Placement;
import io.trivium.fin.decision.ScriptedModel;
import io.trivium.fin.iso.Messages;
import io.trivium.fin.token.Pans;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/**
 * Sends card numbers made up for the occasion by every way in, good and bad, and then looks for them wherever anything is
 * kept: topics with the changelogs of the state stores among them, files of the stores, tables, logs, spans
 * and metrics.
 */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "fin"))
@WithTestResource(KafkaResource.class)
@WithTestResource(ScriptedModel.class)
@WithTestResource(TracedService.class)
@NullUnmarked
class CardNumberSweepIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Random RANDOM = new Random(20261125);

    private final List<String> canaries = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> logged = new ConcurrentLinkedQueue<>();

    private String canary() {
        String pan = Pans.next(RANDOM);
        canaries.add(pan);
        return pan;
    }

    private static RequestSpecification ingest() {
        return given().header(
                        "Authorization",
                        "Bearer "
                                + TestTokens.token()
                                        .user("tester")
                                        .tenant("demo-bank")
                                        .roles("fin-ingest")
                                        .audience("trivium-fin")
                                        .sign());
    }

    private static String id() {
        return "sweep-" + UUID.randomUUID().toString().substring(0, 8) + "x";
    }

    private static String json(String id, String card) {
        return """
                {"authorizationId":"%s",%s,"terminalId":"T-17","amount":12.5,"currency":"EUR","occurredAt":"%s"}""".formatted(id, card, Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    private static Response post(String json) {
        return ingest().contentType("application/json").body(json).post("/v1/authorizations");
    }

    private static void until(BooleanSupplier done) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "did not happen within " + PATIENCE);
            LockSupport.parkNanos(50_000_000);
        }
    }

    @Test
    void noCardNumberIsKeptAnywhere() throws Exception {
        until(() -> given().get(ManagementAddress.of("/q/health/ready")).statusCode() == 200);
        Handler listener = new Listener();
        Logger.getLogger("").addHandler(listener);
        try {
            List<String> decided = sendByHttp();
            decided.addAll(sendIsoMessages());
            int refused = sendByKafka();
            for (String id : decided) {
                until(() ->
                        ingest().get("/v1/authorizations/" + id + "/decision").statusCode() == 200);
            }
            until(() -> topics().stream()
                            .filter(each -> each.startsWith("fin.authorization.v1.dlq "))
                            .count()
                    >= refused);
            // Dead letters that name no tenant stay on the topic.
            until(() -> rows("dead_letter").size() >= 3);

            List<String> kept = new ArrayList<>(topics());
            assertTrue(kept.stream().anyMatch(each -> each.contains("-changelog ")), "the stores' changelogs are read");
            List<String> tables = tables();
            assertTrue(
                    tables.contains("decision") && tables.contains("dead_letter") && tables.contains("outbox_event"),
                    tables + "");
            for (String table : tables) kept.addAll(rows(table));
            kept.addAll(stateFiles());
            kept.add(
                    "metrics " + given().get(ManagementAddress.of("/q/metrics")).asString());
            logged.forEach(line -> kept.add("log " + line));
            List<String> spans = RecordedSpans.all();
            assertTrue(
                    spans.stream().anyMatch(each -> each.contains("/v1/decisions/****************")),
                    "spans of refused requests are read");
            kept.addAll(spans);
            assertEquals(
                    List.of(),
                    kept.stream()
                            .filter(this::hasCanary)
                            .map(CardNumberSweepIT::brief)
                            .toList());
            assertTrue(kept.stream().anyMatch(each -> each.contains("pan_k1_")), "tokens are found, so looking works");
        } finally {
            Logger.getLogger("").removeHandler(listener);
        }
    }

    private List<String> sendByHttp() {
        List<String> decided = new ArrayList<>();
        String id = id();
        String pan = canary();
        String token = post(json(id, "\"pan\":\"" + pan + "\""))
                .then()
                .statusCode(200)
                .extract()
                .path("panToken");
        decided.add(id);
        assertTrue(token.startsWith("pan_k1_"), token);
        // The same card is the same token; the same request is the same decision.
        post(json(id(), "\"pan\":\"" + pan + "\"")).then().statusCode(200).body("panToken", is(token));
        for (String bad : List.of(
                json(id(), "\"pan\":\"" + canary() + "\"").replace("EUR", "EUX"),
                json(id(), "\"pan\":\"" + canary() + "\"").replace("}", ""),
                json(id(), "\"pan\":\"" + canary() + "\",\"panToken\":\"tok_1\""),
                json(id(), "\"pan\":" + canary()),
                json(id(), "\"panToken\":\"" + canary() + "\""),
                json(id(), "\"panToken\":\"tok_1\",\"deviceId\":\"" + canary() + "\""),
                json(id(), "\"panToken\":\"tok_1\",\"" + canary() + "\":1"),
                json("order-" + canary(), "\"panToken\":\"tok_1\""),
                canary(),
                "{" + canary())) {
            String answer = post(bad).then().statusCode(400).extract().asString();
            assertTrue(!hasCanary(answer), answer);
        }
        for (String header : List.of("Prefer", "X-Card", "User-Agent", "Idempotency-Key")) {
            ingest().header(header, "x" + canary())
                    .contentType("application/json")
                    .body(json(id(), "\"panToken\":\"tok_1\""))
                    .post("/v1/authorizations")
                    .then()
                    .statusCode(400)
                    .body("code", is("text-holds-card-number"));
        }
        sendPlacements();
        sendInAddresses();
        return decided;
    }

    /** Security M3: every identifier, in several of the placements that CardNumbersTest has thousands of. */
    private void sendPlacements() {
        String[] fields = {
            "authorizationId", "panToken", "terminalId", "merchantId", "customerId", "deviceId", "counterpartyId"
        };
        int sent = 0;
        for (Placement placement : Placements.identifiers(700, 20261130)) {
            String field = fields[sent++ % fields.length];
            String id = id();
            String body = json(id, "\"panToken\":\"tok_1\"");
            String bad = body.contains('"' + field + '"')
                    ? body.replaceFirst('"' + field + "\":\"[^\"]*\"", '"' + field + "\":\"" + placement.text() + '"')
                    : body.replace("{", "{\"" + field + "\":\"" + placement.text() + "\",");
            String answer = post(bad).then().statusCode(400).extract().asString();
            assertTrue(!answer.contains(placement.card()), answer);
            if (sent % 10 == 0) {
                ingest().get("/v1/authorizations/" + placement.text() + "/decision")
                        .then()
                        .statusCode(400)
                        .body("code", is("address-holds-card-number"));
            }
            if (!canaries.contains(placement.card())) canaries.add(placement.card());
        }
    }

    private void sendInAddresses() {
        String grouped = canary().replaceAll("(\\d{4})(?=\\d)", "$1%20");
        canaries.add(grouped);
        for (String address : List.of(
                "/v1/authorizations/" + canary() + "/decision",
                "/v1/decisions?pan=" + canary(),
                "/v1/decisions?pan=411111111111",
                "/v1/decisions?limit=5&cursor=" + canary(),
                "/v1/decisions?cursor=" + grouped,
                "/v1/decisions/" + canary(),
                "/nowhere/" + canary(),
                "/v1/authorizations?pan=" + canary())) {
            String answer = ingest().urlEncodingEnabled(false)
                    .get(address)
                    .then()
                    .statusCode(400)
                    .body("code", is("address-holds-card-number"))
                    .extract()
                    .asString();
            assertTrue(!hasCanary(answer), answer);
        }
        // No resource: what serves the console knows nothing of problems, but its spans and logs are the service's.
        given().get("/console/history?selected=" + canary());
    }

    private List<String> sendIsoMessages() {
        String now = DateTimeFormatter.ISO_INSTANT.format(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        String uetr = UUID.randomUUID().toString();
        String xml = Messages.pacs008()
                .replace("8a562c67-ca16-48ba-b074-65581be6f001", uetr)
                .replace("2026-03-01T10:59:30Z", now)
                .replace("950.25", "12.25");
        RequestSpecification request = ingest().contentType("application/xml");
        request.body(xml.replace("<IBAN>DE89370400440532013000</IBAN>", "<Othr><Id>" + canary() + "</Id></Othr>"))
                .post("/v1/iso20022")
                .then()
                .statusCode(200)
                .body(containsString("ACCP"), containsString(uetr));
        for (String bad : List.of(
                xml.replace("E2E-1", canary()),
                xml.replace("Invoice 7", "card " + canary()),
                xml.replace("Invoice 7", "card x" + canary() + "y"),
                xml.replace("E2E-1", "RF" + canary()),
                xml.replace("</Document>", canary()),
                "<!DOCTYPE a [<!ENTITY e \"" + canary() + "\">]><a>&e;</a>")) {
            String answer = ingest().contentType("application/xml")
                    .body(bad)
                    .post("/v1/iso20022")
                    .then()
                    .statusCode(400)
                    .extract()
                    .asString();
            assertTrue(!hasCanary(answer), answer);
        }
        String sent =
                DateTimeFormatter.ofPattern("MMddHHmmss").format(Instant.now().atOffset(ZoneOffset.UTC));
        assertEquals("00", iso8583(Messages.authorization8583(canary(), sent)));
        assertEquals("00", iso8583(Messages.track2(canary(), sent).replace("004711", "004712")));
        assertEquals("94", iso8583(Messages.authorization8583(canary(), sent)));
        String wrong = canary();
        assertEquals("14", iso8583(Messages.authorization8583(wrong.substring(0, 15) + "x", sent)));
        ingest().contentType("application/octet-stream")
                .body(("0100" + canary()).getBytes(StandardCharsets.US_ASCII))
                .post("/v1/iso8583")
                .then()
                .statusCode(400);
        return new ArrayList<>(List.of("pacs008:" + uetr, "8583:123456:" + sent + ":004711"));
    }

    /** Data element 39 of the answer, which is the last but the currency. */
    private String iso8583(String message) {
        byte[] answer = ingest().contentType("application/octet-stream")
                .body(message.getBytes(StandardCharsets.US_ASCII))
                .post("/v1/iso8583")
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        String text = new String(answer, StandardCharsets.US_ASCII);
        assertTrue(text.startsWith("0110") && !hasCanary(text), text);
        int at = text.indexOf("606011");
        int element39 = at + 12;
        return text.substring(element39, element39 + 2);
    }

    /** A sender that breaks the rule on the topic itself: what it wrote there is its own, what we keep of it is not. */
    private int sendByKafka() throws Exception {
        List<String> records = List.of(
                envelope(id(), "\"panToken\":\"" + canary() + "\""),
                envelope(id(), "\"pan\":\"" + canary() + "\""),
                envelope(id(), "\"panToken\":\"tok_1\",\"merchantId\":\"" + canary() + "\""),
                envelope(id(), "\"panToken\":\"tok_1\",\"merchantId\":\"9" + canary() + "0\""),
                envelope(id(), "\"panToken\":\"tok_1\"").replace("{\"spec", "{\"ext\":\"a" + canary() + "\",\"spec"),
                canary(),
                "{\"broken\":\"" + canary());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String each : records) {
                ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(
                        "fin.authorization.v1",
                        canary().getBytes(StandardCharsets.UTF_8),
                        each.getBytes(StandardCharsets.UTF_8));
                message.headers().add("traceparent", canary().getBytes(StandardCharsets.UTF_8));
                message.headers().add("content-type", canary().getBytes(StandardCharsets.UTF_8));
                producer.send(message).get(10, TimeUnit.SECONDS);
            }
        }
        return records.size();
    }

    private static String envelope(String id, String card) {
        return """
                {"specversion":"1.0","id":"e-%s","source":"/test","type":"io.trivium.fin.authorization.requested",\
                "subject":"%s","time":"%s","datacontenttype":"application/json","tenantid":"demo-bank","schemaversion":1,\
                "data":%s}""".formatted(id, id, Instant.now(), json(id, card));
    }

    private static Map<String, Object> client() {
        return Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class));
    }

    /** Every record of every topic as text, but for what the test itself put on the authorization topic. */
    private List<String> topics() {
        List<String> found = new ArrayList<>();
        try (Admin admin = Admin.create(client());
                KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        new HashMap<>(Map.<String, Object>of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                client().get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG))),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = admin
                    .describeTopics(admin.listTopics().names().get(10, TimeUnit.SECONDS))
                    .allTopicNames()
                    .get(10, TimeUnit.SECONDS)
                    .values()
                    .stream()
                    .flatMap(topic -> topic.partitions().stream()
                            .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(200))) {
                    boolean ours = message.topic().equals("fin.authorization.v1")
                            && message.key() != null
                            && hasCanary(new String(message.key(), StandardCharsets.ISO_8859_1));
                    if (!ours) {
                        StringBuilder text = new StringBuilder(message.topic()).append(' ');
                        append(text, message.key());
                        append(text, message.value());
                        message.headers().forEach(header -> append(text, header.value()));
                        found.add(text.toString());
                    }
                }
            }
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
        return found;
    }

    private static void append(StringBuilder text, byte[] bytes) {
        if (bytes != null)
            text.append(new String(bytes, StandardCharsets.ISO_8859_1)).append(' ');
    }

    private static Connection owner() throws SQLException {
        var config = ConfigProvider.getConfig();
        return DriverManager.getConnection(
                config.getValue("quarkus.datasource.jdbc.url", String.class),
                config.getValue("quarkus.datasource.username", String.class),
                config.getValue("quarkus.datasource.password", String.class));
    }

    private static List<String> tables() throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Connection connection = owner();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select c.relname from pg_class c
                        where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
                            and has_table_privilege(c.oid, 'select')""")) {
            while (row.next()) tables.add(row.getString(1));
        }
        return tables;
    }

    private static List<String> rows(String table) {
        List<String> rows = new ArrayList<>();
        try (Connection connection = owner();
                Statement statement = connection.createStatement()) {
            statement.execute("select set_config('app.tenant', 'demo-bank', false)");
            try (ResultSet row = statement.executeQuery("select t::text from \"" + table + "\" t")) {
                while (row.next()) rows.add("table " + table + " " + decoded(row.getString(1)));
            }
        } catch (SQLException e) {
            throw new AssertionError(table, e);
        }
        return rows;
    }

    /** A row as text has its bytea columns in hexadecimal: the decoded bytes are appended as text. */
    private static String decoded(String row) {
        StringBuilder text = new StringBuilder(row);
        var hex = Pattern.compile("x([0-9a-f]{26,})").matcher(row);
        while (hex.find()) {
            String digits = hex.group(1);
            byte[] bytes = HexFormat.of().parseHex(digits.substring(0, digits.length() & ~1));
            text.append(' ').append(new String(bytes, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    private static List<String> stateFiles() throws IOException {
        Path directory = Path.of(ConfigProvider.getConfig().getValue("platform.fin.stream.state-dir", String.class));
        List<String> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                try {
                    files.add("file " + file + ' ' + Files.readString(file, StandardCharsets.ISO_8859_1));
                } catch (NoSuchFileException e) {
                    // The store compacted it away.
                }
            }
        }
        assertTrue(!files.isEmpty(), "the stores have files");
        return files;
    }

    private boolean hasCanary(String text) {
        return canaries.stream().anyMatch(text::contains);
    }

    private static String brief(String text) {
        return text.substring(0, Math.min(300, text.length()));
    }

    private final class Listener extends Handler {
        @Override
        public void publish(LogRecord line) {
            StringBuilder text = new StringBuilder(String.valueOf(line.getMessage()));
            for (Object parameter : line.getParameters() == null ? new Object[0] : line.getParameters()) {
                text.append(' ').append(parameter);
            }
            for (Throwable cause = line.getThrown(); cause != null; cause = cause.getCause()) {
                text.append(' ').append(cause);
            }
            logged.add(text.toString());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
