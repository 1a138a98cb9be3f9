package io.trivium.fin.conformance;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.security.TestTokens;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.ManagementAddress;
import io.trivium.core.testing.PostgresResource;
import io.trivium.fin.decision.ScriptedModel;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/**
 * Security M3: no card number is accepted or kept at any place of the API. {@code -Dtrivium.conformance.cards=5000} sends as many
 * placements as {@code ./trivium conformance card-numbers}.
 */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "fin"))
@WithTestResource(KafkaResource.class)
@WithTestResource(ScriptedModel.class)
@NullUnmarked // Quarkus sets the address
class CardNumberCheckIT {
    private static final int PLACEMENTS = Integer.getInteger("trivium.conformance.cards", 1_000);

    @TestHTTPResource("/")
    URI base;

    @Test
    void noCardNumberIsAcceptedOrKeptAtAnyPlace() throws Exception {
        long end = System.nanoTime() + 60_000_000_000L;
        while (given().get(ManagementAddress.of("/q/health/ready")).statusCode() != 200) {
            assertTrue(System.nanoTime() < end, "not ready within 60 s");
            LockSupport.parkNanos(50_000_000);
        }
        String token = TestTokens.token()
                .user("tester")
                .tenant("demo-bank")
                .roles("fin-ingest", "fin-analyst", "fin-supervisor", "platform-admin", "platform-auditor")
                .audience("trivium-fin")
                .sign();
        ConcurrentLinkedQueue<String> logged = new ConcurrentLinkedQueue<>();
        Handler listener = listener(logged);
        Logger.getLogger("").addHandler(listener);
        try {
            CardNumberCheck.Sent sent =
                    CardNumberCheck.send(base, ManagementAddress.of("/q/openapi?format=json"), token, PLACEMENTS, 28);
            assertEquals(List.of(), sent.failures());
            assertTrue(sent.places() > 100 && sent.masked() > 0, sent.toString());

            Config config = ConfigProvider.getConfig();
            KeptNumbers kept = new KeptNumbers(sent.cards());
            logged.forEach(line -> kept.look("the log", line));
            kept.inTopics(Map.of("bootstrap.servers", config.getValue("kafka.bootstrap.servers", String.class)));
            try (Connection connection = DriverManager.getConnection(
                            config.getValue("quarkus.datasource.jdbc.url", String.class),
                            config.getValue("quarkus.datasource.username", String.class),
                            config.getValue("quarkus.datasource.password", String.class));
                    Statement statement = connection.createStatement()) {
                statement.execute("select set_config('app.tenant', 'demo-bank', false)");
                kept.inTables(connection);
            }
            assertEquals(List.of(), kept.found());
            assertTrue(kept.read() > PLACEMENTS / 100, "little was searched: " + kept.read());
        } finally {
            Logger.getLogger("").removeHandler(listener);
        }
    }

    @Test
    void aKeptNumberIsFoundWhateverIsBetweenItsDigits() {
        CardPlacements placements = new CardPlacements(1);
        KeptNumbers kept = new KeptNumbers(placements.cards());
        for (int i = 0; i < 1_000; i++) {
            String text = placements.next(" -._/:").text();
            assertTrue(kept.isIn("before 17 " + text + " after"), text);
        }
        assertFalse(kept.isIn("no number, 2026-12-01T02:30:00.123456Z, 4111-1111-1111-1111"));
    }

    private static Handler listener(ConcurrentLinkedQueue<String> logged) {
        return new Handler() {
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
        };
    }
}
