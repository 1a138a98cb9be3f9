package io.trivium.fin.iso;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.solab.iso8583.IsoMessage;
import com.solab.iso8583.IsoType;
import com.solab.iso8583.MessageFactory;
import com.solab.iso8583.parse.FieldParseInfo;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.security.TestTokens;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.ManagementAddress;
import io.trivium.core.testing.PostgresResource;
import io.trivium.fin.decision.ScriptedModel;
import jakarta.inject.Inject;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sends the sample messages of docs/reference/fin-intake.md over a link, as they are but for the time. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "fin"))
@WithTestResource(KafkaResource.class)
@WithTestResource(ScriptedModel.class)
@WithTestResource(Iso8583LinkIT.Links.class)
@NullUnmarked // Quarkus sets the links
class Iso8583LinkIT {

    private static final Path DOCUMENT = Path.of("../../docs/reference/fin-intake.md");
    private static final Pattern SAMPLE = Pattern.compile("`(0[0-9]{3}[a-z -]*)`:\\n\\n```text\\n([0-9a-f\\n]+)```");
    private static final String DOCUMENTED_TIME = "1130211540";

    /** A link for each header. */
    public static final class Links implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            return Map.of(
                    "platform.fin.iso8583.links.acquirer.tenant", "demo-bank",
                    "platform.fin.iso8583.links.acquirer.port", "0",
                    "platform.fin.iso8583.links.digits.tenant", "demo-bank",
                    "platform.fin.iso8583.links.digits.port", "0",
                    "platform.fin.iso8583.links.digits.header", "ascii-4",
                    "platform.fin.iso8583.links.digits.require-sign-on", "true");
        }

        @Override
        public void stop() {}
    }

    private static final AtomicInteger MINUTES_AGO = new AtomicInteger();

    @Inject
    Iso8583Links links;

    @BeforeEach
    void untilPaymentsAreDecided() {
        long end = System.nanoTime() + 60_000_000_000L;
        while (given().get(ManagementAddress.of("/q/health/ready")).statusCode() != 200) {
            assertTrue(System.nanoTime() < end, "not ready within 60 s");
            LockSupport.parkNanos(50_000_000);
        }
    }

    private static Map<String, byte[]> samples(String time) throws IOException {
        Map<String, byte[]> samples = new LinkedHashMap<>();
        Matcher matcher = SAMPLE.matcher(Files.readString(DOCUMENT));
        while (matcher.find()) {
            byte[] message = HexFormat.of().parseHex(matcher.group(2).replace("\n", ""));
            String text = new String(message, StandardCharsets.ISO_8859_1).replace(DOCUMENTED_TIME, time);
            samples.put(matcher.group(1), text.getBytes(StandardCharsets.ISO_8859_1));
        }
        return samples;
    }

    /** A transmission time of its own for each test: it is a part of the payment's identifier. */
    private static String now() {
        return DateTimeFormatter.ofPattern("MMddHHmmss")
                .format(Instant.now().atOffset(ZoneOffset.UTC).minusMinutes(MINUTES_AGO.getAndIncrement()));
    }

    private static String exchange(Socket socket, byte[] message) throws IOException {
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write(message);
        DataInputStream in = new DataInputStream(socket.getInputStream());
        return judged(new String(in.readNBytes(in.readUnsignedShort()), StandardCharsets.ISO_8859_1));
    }

    /** The message itself, once j8583 has read it by the elements of ISO 8583:1987 and written the same. */
    private static String judged(String message) {
        Map<Integer, FieldParseInfo> elements = new HashMap<>();
        for (int variable : new int[] {2, 32, 33}) elements.put(variable, element(IsoType.LLVAR, 0));
        int[][] fixed = {
            {3, 6}, {4, 12}, {7, 10}, {11, 6}, {37, 12}, {39, 2}, {41, 8}, {42, 15}, {49, 3}, {70, 3}, {90, 42},
            {95, 42}
        };
        for (int[] each : fixed) elements.put(each[0], element(IsoType.ALPHA, each[1]));
        MessageFactory<IsoMessage> outside = new MessageFactory<>();
        outside.setParseMap(Integer.parseInt(message.substring(0, 4), 16), elements);
        try {
            IsoMessage read = outside.parseMessage(message.getBytes(StandardCharsets.ISO_8859_1), 0);
            assertEquals(message, new String(read.writeData(), StandardCharsets.ISO_8859_1));
        } catch (ParseException | IOException e) {
            throw new AssertionError(message, e);
        }
        return message;
    }

    private static FieldParseInfo element(IsoType type, int length) {
        return FieldParseInfo.getInstance(type, length, StandardCharsets.ISO_8859_1.name(), false);
    }

    /** Data element 39; the elements before it are those that the sample repeats. */
    private static String responseCode(String answer) throws Exception {
        SafeMessage8583 safe = SafeMessage8583.of(
                ("0100" + answer.substring(4)).getBytes(StandardCharsets.ISO_8859_1),
                new io.trivium.core.tenancy.TenantId("demo-bank"),
                io.trivium.fin.token.Tokenizers.tokenizer());
        int at = answer.indexOf("606011004711");
        return at < 0
                ? answer.substring(answer.length() - 5, answer.length() - 3)
                : answer.substring(at + 12, at + 14) + (safe.namesCard() ? "!" : "");
    }

    @Test
    void theDocumentedMessagesAreAnswered() throws Exception {
        String time = now();
        Map<String, byte[]> samples = samples(time);
        assertEquals(9, samples.size(), samples.keySet() + "");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), links.port("acquirer"))) {
            assertTrue(exchange(socket, samples.get("0800 sign-on")).startsWith("0810"));
            assertTrue(exchange(socket, samples.get("0800 echo")).startsWith("0810"));
            assertEquals("25", responseCode(exchange(socket, samples.get("0400"))), "nothing to reverse yet");
            String answer = exchange(socket, samples.get("0100"));
            assertTrue(answer.startsWith("0110") && !answer.contains("4111111111111111"), answer);
            assertEquals("00", responseCode(answer));
            assertTrue(exchange(socket, samples.get("0200")).startsWith("0210"));
            String id = "8583:123456:" + time + ":004711";
            until(id, false);
            for (String type : new String[] {"0400", "0401", "0420", "0421"}) {
                String reversed = exchange(socket, samples.get(type));
                assertTrue(reversed.startsWith(type.startsWith("040") ? "0410" : "0430"), reversed);
                assertEquals("00", responseCode(reversed), type);
            }
            until(id, true);
            analyst().get("/v1/decisions/" + id).then().statusCode(200).body("reversal.at", notNullValue());
            assertTrue(exchange(socket, samples.get("0800 sign-off")).startsWith("0810"));
            assertEquals("91", responseCode(exchange(socket, samples.get("0100"))), "signed off");
        }
    }

    @Test
    void aLinkThatWantsASignOnAnswersNothingElseBeforeIt() throws Exception {
        String time = now();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), links.port("digits"))) {
            assertEquals("91", responseCode(digits(socket, Messages.authorization8583("4111111111111111", time))));
            assertFalse(
                    digits(socket, Messages.network8583(time, "000001", "001")).isEmpty());
            assertEquals("00", responseCode(digits(socket, Messages.authorization8583("4111111111111111", time))));
        }
    }

    private static String digits(Socket socket, String message) throws IOException {
        socket.setSoTimeout(30_000);
        socket.getOutputStream()
                .write(("%04d".formatted(message.length()) + message).getBytes(StandardCharsets.US_ASCII));
        DataInputStream in = new DataInputStream(socket.getInputStream());
        int length = Integer.parseInt(new String(in.readNBytes(4), StandardCharsets.US_ASCII));
        return judged(new String(in.readNBytes(length), StandardCharsets.US_ASCII));
    }

    private static io.restassured.specification.RequestSpecification analyst() {
        return given().header(
                        "Authorization",
                        "Bearer "
                                + TestTokens.token()
                                        .user("tester")
                                        .tenant("demo-bank")
                                        .roles("fin-analyst")
                                        .audience("trivium-fin")
                                        .sign());
    }

    /** Waits until the decision is stored. */
    private static void until(String id, boolean reversed) {
        long end = System.nanoTime() + 30_000_000_000L;
        while (analyst().get("/v1/decisions/" + id).statusCode() != 200
                || (reversed && analyst().get("/v1/decisions/" + id).path("reversal") == null)) {
            assertTrue(System.nanoTime() < end, "not within 30 s");
            LockSupport.parkNanos(50_000_000);
        }
    }
}
