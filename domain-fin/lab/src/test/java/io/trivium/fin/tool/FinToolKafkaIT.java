package io.trivium.fin.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.testing.KafkaServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sending commands against a real broker and a platform that approves everything at once. */
class FinToolKafkaIT {
    private static final String AUTHORIZATIONS = "fin.authorization.v1";
    private static final String LABELS = "learning.label.v1";

    private static volatile boolean stopping;

    @SuppressWarnings("NullAway.Init")
    private static KafkaServer broker;

    @SuppressWarnings("NullAway.Init")
    private static Thread approver;

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream results = new ByteArrayOutputStream();
    private final ByteArrayOutputStream words = new ByteArrayOutputStream();

    @BeforeAll
    static void startBroker() {
        broker = KafkaServer.shared();
        broker.createTopics(1, AUTHORIZATIONS, LABELS, "fin.decision.v1");
        approver = Thread.ofPlatform().daemon().start(FinToolKafkaIT::approve);
    }

    @AfterAll
    static void stopApproving() throws InterruptedException {
        stopping = true;
        approver.join();
    }

    @Test
    void replayReportsWhatWasDecidedAndRemembersWhereItWas() throws Exception {
        String data = directory.resolve("data").toString();
        run("generate", "--out", data, "--days", "10", "--cards", "200", "--terminals", "120", "--per-card-day", "1");
        long generated = json().get("authorizations").asLong();
        String state = directory.resolve("state").toString();

        run("replay", "--data", data, "--bootstrap", broker.bootstrapServers(), "--state", state, "--json");
        JsonNode first = json();
        assertEquals(generated, first.get("authorizations").asLong());
        assertEquals(generated, first.get("approved").asLong());
        assertEquals(0, first.get("undecided").asLong());
        assertEquals("replay-bank", first.get("tenant").asText());
        assertTrue(first.get("labels").asLong() > 0);

        run("replay", "--data", data, "--bootstrap", broker.bootstrapServers(), "--state", state, "--json");
        JsonNode second = json();
        assertEquals(0, second.get("authorizations").asLong());
        assertEquals("2026-01-10", second.get("resumed_after").asText());
    }

    @Test
    void benchPrintsItsReport() throws Exception {
        run(
                "bench",
                "--bootstrap",
                broker.bootstrapServers(),
                "--rate",
                "100",
                "--seconds",
                "2",
                "--history-days",
                "1",
                "--no-search",
                "--only",
                "stream",
                "--process",
                "tool=" + ProcessHandle.current().pid(),
                "--json");
        JsonNode report = json();
        assertTrue(target(report, "fin-cpu-tool").get("value").asDouble() > 0);
        assertTrue(report.get("load").asText().startsWith("100 authorizations/s for 2 s"));
        assertEquals(0.0, target(report, "fin-decisions-lost").get("value").asDouble());
        assertEquals(
                0.0, target(report, "fin-decisions-duplicated").get("value").asDouble());
        double p50 = target(report, "fin-decision-latency-p50").get("value").asDouble();
        double p99 = target(report, "fin-decision-latency-p99").get("value").asDouble();
        assertTrue(p50 > 0 && p50 <= p99, () -> "p50 " + p50 + ", p99 " + p99);
        assertTrue(words.toString(StandardCharsets.UTF_8).contains("filling windows: "));
    }

    @Test
    void aBrokerThatIsNotThereIsOneSentence() {
        int exit = FinTool.commandLine(terminal())
                .execute("bench", "--bootstrap", "127.0.0.1:1", "--seconds", "1", "--history-days", "1");
        assertEquals(1, exit);
        assertTrue(words.toString(StandardCharsets.UTF_8).contains("cannot watch decisions"), words::toString);
    }

    private static JsonNode target(JsonNode report, String name) {
        for (JsonNode target : report.get("targets")) {
            if (target.get("name").asText().equals(name)) return target;
        }
        throw new AssertionError("no target " + name + " in " + report);
    }

    private void run(String... arguments) {
        results.reset();
        words.reset();
        int exit = FinTool.commandLine(terminal()).execute(arguments);
        assertEquals(0, exit, () -> words.toString(StandardCharsets.UTF_8));
    }

    private Terminal terminal() {
        return new Terminal(
                new PrintStream(results, true, StandardCharsets.UTF_8),
                new PrintStream(words, true, StandardCharsets.UTF_8));
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(results.toByteArray());
    }

    private static void approve() {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                        Map.of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                broker.bootstrapServers(),
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "earliest"),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
                KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            consumer.assign(List.of(new TopicPartition(AUTHORIZATIONS, 0)));
            ObjectMapper mapper = new ObjectMapper();
            while (!stopping) {
                for (ConsumerRecord<String, byte[]> authorization : consumer.poll(Duration.ofMillis(50))) {
                    String tenant = mapper.readTree(authorization.value())
                            .get("tenantid")
                            .asText();
                    String decision =
                            "{\"tenantid\":\"" + tenant + "\",\"data\":{\"outcome\":\"approve\",\"degraded\":false}}";
                    producer.send(new ProducerRecord<>(
                                    "fin.decision.v1", authorization.key(), decision.getBytes(StandardCharsets.UTF_8)))
                            .get();
                }
            }
        } catch (IOException | ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
