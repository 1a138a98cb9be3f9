package io.trivium.industrial.opcua;

import static io.trivium.industrial.Waiting.until;
import static io.trivium.industrial.opcua.OpcUaServerFixture.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.connection.ConnectionKind;
import io.trivium.industrial.quality.QualityReason;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values of a real server, through everything that happens to it and to the network. */
class ServerIntakeTest {
    private static final String CELL = "line/Cell1";

    @TempDir
    Path directory;

    private final OpcUaServerFixture server = new OpcUaServerFixture();
    private IntakeFixture intake = IntakeFixture.of(Path.of("."), server, Map.of());

    @AfterEach
    void end() {
        intake.close();
        server.close();
    }

    private IntakeFixture intake(String... settings) throws Exception {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) all.put(settings[i], settings[i + 1]);
        intake = IntakeFixture.of(directory, server, all).trusting(server);
        return intake;
    }

    /** Pushes the whole numbers of a range, a millisecond apart. */
    private void push(String variable, int from, int until) {
        Instant start = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        for (int i = from; i < until; i++) server.push(variable, at((double) i, start.plusMillis(i - from)));
    }

    private static List<Double> numbers(int from, int until) {
        return IntStream.range(from, until).mapToObj(i -> (double) i).toList();
    }

    private void arrives(String tag, int from, int until) {
        List<Double> expected = numbers(from, until);
        until(
                expected.size() + " values of " + tag + " are there",
                () -> new HashSet<>(intake.values(CELL, tag)).containsAll(expected));
    }

    @Test
    void valuesBecomeReadingsInTheirOrder() throws Exception {
        server.start("Cell1/current", "Cell1/voltage", "Cell2/current");
        intake().start().connected();
        Instant time = Instant.parse("2026-11-26T12:00:00.123456Z");
        server.push("Cell2/current", at(7.5, time));
        push("Cell1/current", 1, 100);
        arrives("current", 1, 100);
        assertEquals(numbers(1, 100), intake.values(CELL, "current"));
        until(
                "the other cell's value",
                () -> intake.taken().contains(new IntakeFixture.Taken("line/Cell2", "current", time, 7.5, 192)));
    }

    @Test
    void qualitiesAndWhatIsNoNumberAreTold() throws Exception {
        server.start("Cell1/current");
        intake().start().connected();
        Instant now = Instant.parse("2026-11-26T12:00:00Z");
        server.push("Cell1/current", at(1, new StatusCode(StatusCodes.Uncertain_SensorNotAccurate), now));
        server.push("Cell1/current", at(2L, new StatusCode(StatusCodes.Bad_SensorFailure), now.plusSeconds(1)));
        server.push("Cell1/current", at(null, new StatusCode(StatusCodes.Bad_NotConnected), now.plusSeconds(2)));
        server.push("Cell1/current", at(Double.NaN, now.plusSeconds(3)));
        server.push("Cell1/current", at("three", now.plusSeconds(4)));
        server.push("Cell1/current", at(new Double[] {4.0}, now.plusSeconds(5)));
        server.push("Cell1/current", at(true, now.plusSeconds(6)));
        until("the last value", () -> intake.values(CELL, "current").size() == 3);
        assertEquals(
                List.of("1.0/64", "2.0/0", "1.0/192"),
                intake.taken().stream()
                        .filter(reading -> reading.value() != 0)
                        .map(reading -> reading.value() + "/" + reading.quality())
                        .toList());
        assertTrue(intake.noted(QualityReason.NO_VALUE).detail().contains("Bad_NotConnected"));
        assertEquals(1, intake.count(QualityReason.NOT_A_NUMBER));
        assertEquals(2, intake.count(QualityReason.WRONG_TYPE));
    }

    @Test
    void aBurstComesWholeAndInOrder() throws Exception {
        server.start("Cell1/current", "Cell1/voltage", "Cell1/gas");
        intake("queue-size", "10000").start().connected();
        for (String tag : List.of("current", "voltage", "gas")) push("Cell1/" + tag, 1, 5_001);
        for (String tag : List.of("current", "voltage", "gas")) {
            arrives(tag, 1, 5_001);
            assertEquals(numbers(1, 5_001), intake.values(CELL, tag));
        }
    }

    @Test
    void theTestOfAConnectionSaysWhatIsWrong() throws Exception {
        server.start("Cell1/current");
        ConnectionKind.TestResult untrusted =
                IntakeFixture.of(directory, server, Map.of()).test();
        assertTrue(!untrusted.ok() && untrusted.detail().contains("is not trusted"), untrusted.detail());
        String pem = "-----BEGIN CERTIFICATE----- "
                + Base64.getEncoder().encodeToString(server.certificate().getEncoded()) + " -----END CERTIFICATE-----";
        ConnectionKind.TestResult good = IntakeFixture.of(directory, server, Map.of("server-certificate", pem))
                .test();
        assertTrue(good.ok() && good.detail().contains("1 variables"), good.detail());
        ConnectionKind.TestResult password = IntakeFixture.of(
                        directory, server, Map.of("server-certificate", pem, "password", "wrong"))
                .test();
        assertTrue(!password.ok() && password.detail().contains("check username and password"), password.detail());
        server.stop();
        assertTrue(!intake().test().ok());
    }

    @Test
    void aPausedConnectionLosesNothing() throws Exception {
        server.start("Cell1/current");
        intake("queue-size", "10000").start().connected();
        push("Cell1/current", 1, 100);
        arrives("current", 1, 100);
        intake.close();
        push("Cell1/current", 100, 200);
        assertEquals(1, server.subscriptions(), "the server keeps it");
        intake.start().connected();
        // The last notification of before may come again: its acknowledgement was not sent.
        arrives("current", 100, 200);
    }

    @Test
    void aQueueThatWasTooShortIsTold() throws Exception {
        server.start("Cell1/current");
        intake("queue-size", "5", "publishing-interval", "300ms").start().connected();
        push("Cell1/current", 1, 200);
        assertEquals(CELL, intake.noted(QualityReason.QUEUE_OVERFLOW).source());
        until("the newest value", () -> intake.values(CELL, "current").contains(199.0));
    }

    @Test
    void nothingIsAcknowledgedBeforeKafkaHasIt() throws Exception {
        server.start("Cell1/current");
        intake().holdConfirmations().start().connected();
        push("Cell1/current", 1, 10);
        until("nine values and the first one are taken", () -> intake.running().unconfirmed() >= 10);
        push("Cell1/current", 10, 20);
        until("the server keeps what is not confirmed", () -> server.unacknowledged() >= 2);
        intake.confirm();
        arrives("current", 1, 20);
        push("Cell1/current", 20, 21);
        arrives("current", 20, 21);
        push("Cell1/current", 21, 22);
        until("all but the last is acknowledged", () -> server.unacknowledged() <= 1);
    }

    @Test
    void theServerIsNotAskedForMoreThanMayWait() throws Exception {
        server.start("Cell1/current");
        intake("unconfirmed", "10", "queue-size", "1000")
                .holdConfirmations()
                .start()
                .connected();
        for (int i = 1; i < 500; i += 10) push("Cell1/current", i, i + 10);
        until("enough waits", () -> intake.running().unconfirmed() >= 10);
        push("Cell1/current", 501, 601);
        intake.confirm();
        arrives("current", 501, 601);
        arrives("current", 1, 501);
        until("nothing waits", () -> intake.running().unconfirmed() == 0);
    }

    @Test
    void aLostSessionTakesItsSubscriptionAlong() throws Exception {
        server.start("Cell1/current");
        intake("queue-size", "1000").start().connected();
        push("Cell1/current", 1, 50);
        arrives("current", 1, 50);
        server.dropSessions();
        push("Cell1/current", 50, 100);
        arrives("current", 50, 100);
        assertEquals(1, server.subscriptions());
        assertEquals(1, server.items());
        assertEquals(0, intake.count(QualityReason.SUBSCRIPTION_LOST));
    }

    @Test
    void aSubscriptionThatIsNotHandedOverIsMadeAnewOnce() throws Exception {
        server.start("Cell1/current", "Cell1/voltage");
        intake().start().connected();
        push("Cell1/current", 1, 20);
        arrives("current", 1, 20);
        server.refuseTransfers();
        server.dropSessions();
        assertTrue(intake.noted(QualityReason.SUBSCRIPTION_LOST).detail().contains("Bad_ServiceUnsupported"));
        intake.connected();
        push("Cell1/current", 20, 40);
        arrives("current", 20, 40);
        assertEquals(
                numbers(20, 40),
                intake.values(CELL, "current").stream()
                        .filter(value -> value >= 20)
                        .toList());
    }

    @Test
    void aRestartedServerIsReadOnUnderOtherNamespaceIndexes() throws Exception {
        server.start("Cell1/current");
        intake(
                        "nodes.all.folder", "",
                        "nodes.all.filter", "",
                        "nodes.all.node", "nsu=" + OpcUaServerFixture.LINE + ";s=Cell1/current",
                        "nodes.all.source", CELL,
                        "nodes.all.tag", "current")
                .start()
                .connected();
        push("Cell1/current", 1, 20);
        arrives("current", 1, 20);
        server.namespaces("urn:test:new", OpcUaServerFixture.LINE);
        server.restart();
        assertTrue(intake.noted(QualityReason.SUBSCRIPTION_LOST).detail().contains("restarted"));
        intake.connected();
        push("Cell1/current", 20, 40);
        arrives("current", 20, 40);
        assertEquals(1, server.items());
    }

    @Test
    void whatWasNotConfirmedWhenTheServiceEndedComesAgain() throws Exception {
        server.start("Cell1/current");
        intake("queue-size", "1000").holdConfirmations().start().connected();
        push("Cell1/current", 1, 20);
        until(
                "nineteen values and the first one are taken",
                () -> intake.running().unconfirmed() >= 20);
        intake.close();
        push("Cell1/current", 20, 60);
        intake("queue-size", "1000").start().connected();
        arrives("current", 1, 60);
        assertEquals(1, server.subscriptions());
        assertEquals(1, server.items());
    }

    @Test
    void aNodeThatIsNotThereIsNamedAndTheOthersAreRead() throws Exception {
        server.start("Cell1/current");
        intake(
                        "nodes.gone.node", "nsu=" + OpcUaServerFixture.LINE + ";s=Cell9/current",
                        "nodes.gone.source", "line/Cell9",
                        "nodes.gone.tag", "current",
                        "nodes.strange.node", "nsu=urn:nobody;s=x",
                        "nodes.strange.source", "line/Cell9",
                        "nodes.strange.tag", "x")
                .start()
                .connected();
        push("Cell1/current", 1, 5);
        arrives("current", 1, 5);
        assertEquals(2, intake.count(QualityReason.UNKNOWN_NODE));
    }
}
