package io.trivium.deploy.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.component.ComponentState;
import io.trivium.deploy.component.ComponentStatus;
import io.trivium.deploy.component.LogReasons;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.ServiceComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComponentChecksTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    private static PlatformStatus status(ComponentState state, String reason, Duration ago, String... tail) {
        return new PlatformStatus(
                1,
                NOW,
                23_000,
                null,
                List.of(new ComponentStatus(
                        "domain-fin",
                        state,
                        0,
                        23_082,
                        NOW,
                        3,
                        true,
                        "starts again in 4000 ms",
                        new ComponentStatus.Failure(NOW.minus(ago), reason, List.of(tail)))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            java.io.IOException: No space left on device                               | the disk is full
            java.lang.OutOfMemoryError: Java heap space                                 | it got no more memory
            bind(..) failed: Address already in use                                     | its port is taken by another process
            FATAL: password authentication failed for user "fin_app"                    | PostgreSQL knows another password of fin_app than secrets/ has
            FATAL: role "fin_app" is not permitted to log in                            | PostgreSQL does not let fin_app log in
            ERROR: permission denied for table decision                                 | PostgreSQL refuses it the table decision
            FATAL:  database files are incompatible with server                         | its data were made by another version of PostgreSQL
            PANIC:  could not locate a valid checkpoint record                          | its data are damaged
            Validate failed: Migrations have failed validation                          | the database was made by another version of it
            kafka.common.InconsistentClusterIdException: The Cluster ID doesn't match   | its data are of another Kafka cluster
            java.lang.UnsupportedClassVersionError: io/trivium/A                        | it was built for a newer JDK than runs it
            org.postgresql.util.PSQLException: Connection to 127.0.0.1:23032 refused.   | what it needs does not answer
            java.nio.file.AccessDeniedException: /data/domain-fin                       | it may not read or write a file of its own
            java.net.SocketException: Too many open files                               | it may open no more files
            """)
    void saysWhyAComponentKeepsEnding(String line, String sentence) {
        Finding finding = ComponentChecks.of(
                        status(
                                ComponentState.BACKING_OFF,
                                "ended with exit code 1",
                                Duration.ZERO,
                                "starts",
                                line,
                                "ends"),
                        true,
                        NOW)
                .getFirst();
        assertEquals(Finding.Level.BAD, finding.level());
        assertTrue(finding.found().startsWith(sentence + " (started again 3 times"), finding.found());
        assertTrue(!finding.remedy().isEmpty());
    }

    @Test
    void readsTheRecordsOfServicesInsteadOfQuotingThem() {
        String full =
                "{\"level\":\"WARN\",\"message\":\"write failed\",\"stackTrace\":\"java.io.IOException: x\\n\\tat a.B"
                        + "\\nCaused by: java.io.IOException: No space left on device\\n\\tat c.D\"}";
        assertEquals(
                "the disk is full",
                LogReasons.explain("x", "ended with exit code 1", List.of(full)).sentence());
        String unknown = "{\"timestamp\":\"2026-11-30T05:00:00Z\",\"level\":\"ERROR\",\"message\":\"Failed to start\","
                + "\"stackTrace\":\"java.lang.RuntimeException: a\\n\\tat a.B\\nCaused by: java.lang.IllegalStateException:"
                + " no key\\n\\tat c.D\"}";
        assertEquals(
                "ended with exit code 1, its log: ERROR Failed to start (Caused by: java.lang.IllegalStateException: no key)",
                LogReasons.explain(
                                "x",
                                "ended with exit code 1",
                                List.of("{\"level\":\"INFO\",\"message\":\"x\"}", unknown))
                        .sentence());
    }

    @Test
    void namesTheChecksThatKeepAServiceFromBeingReady() {
        assertEquals("this check fails: identity-provider (not reached yet)", ServiceComponent.whatIsMissing(503, """
                        {"status": "DOWN", "checks": [
                          {"name": "database", "status": "UP"},
                          {"name": "identity-provider", "status": "DOWN", "data": {"reason": "not reached yet"}}]}"""));
        assertEquals("these checks fail: a, b", ServiceComponent.whatIsMissing(503, """
                        {"checks": [{"name": "a", "status": "DOWN"}, {"name": "b", "status": "DOWN"}]}"""));
        assertEquals("/q/health/ready answers 502", ServiceComponent.whatIsMissing(502, "<html>Bad gateway</html>"));
    }

    @Test
    void namesTheModelsThatDoNotServe() throws Exception {
        assertEquals(List.of("fin-authorization-risk:4: spec.yaml has 1 bytes"), ServiceComponent.unservedModels("""
                        {"status": "UP", "checks": [
                          {"name": "database", "status": "UP", "data": {"unservedly": 1}},
                          {"name": "models", "status": "UP", "data": {"loaded": 3,
                            "unserved fin-authorization-risk:4": "spec.yaml has 1 bytes"}}]}"""));
        assertEquals(List.of(), ServiceComponent.unservedModels("{}"));
    }

    @Test
    void quotesTheMostTellingLineOfWhatItDoesNotKnow() {
        assertEquals(
                "ended with exit code 1, its log: Caused by: no such luck",
                LogReasons.explain("x", "ended with exit code 1", List.of("begin", "Caused by: no such luck", "end"))
                        .sentence());
        assertEquals(
                "something killed it (signal 9)",
                LogReasons.explain("x", "killed by signal 9", List.of()).sentence());
    }

    @Test
    void tellsAFailureThatIsOverOnlyForAWhile() {
        assertEquals(
                Finding.Level.WAITING,
                ComponentChecks.of(status(ComponentState.READY, "killed by signal 9", Duration.ofMinutes(1)), true, NOW)
                        .getFirst()
                        .level());
        assertEquals(
                "all ready",
                ComponentChecks.of(status(ComponentState.READY, "killed by signal 9", Duration.ofHours(1)), true, NOW)
                        .getFirst()
                        .found());
    }

    @Test
    void tellsAPlatformThatWasNotStopped() {
        assertEquals(
                Finding.Level.WAITING,
                ComponentChecks.of(status(ComponentState.READY, "", Duration.ofHours(1)), false, NOW)
                        .getFirst()
                        .level());
        assertTrue(ComponentChecks.of(status(ComponentState.STOPPED, "", Duration.ofHours(1)), false, NOW)
                .getFirst()
                .good());
    }
}
