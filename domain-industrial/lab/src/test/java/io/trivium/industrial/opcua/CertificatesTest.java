package io.trivium.industrial.opcua;

import static io.trivium.industrial.Waiting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.industrial.quality.QualityReason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests which certificates are trusted, and the message when none is. */
class CertificatesTest {
    @TempDir
    Path directory;

    private final OpcUaServerFixture server = new OpcUaServerFixture();
    private IntakeFixture intake = IntakeFixture.of(Path.of("."), server, Map.of());

    @AfterEach
    void end() {
        intake.close();
        server.close();
    }

    @Test
    void aServerIsRefusedUntilItsCertificateIsMoved() throws Exception {
        server.start("Cell1/current");
        intake = IntakeFixture.of(directory, server, Map.of()).start();
        String told = intake.noted(QualityReason.CERTIFICATE_REFUSED).detail();
        List<Path> rejected;
        try (var files = Files.list(directory.resolve("rejected"))) {
            rejected = files.toList();
        }
        assertEquals(1, rejected.size());
        assertTrue(told.contains(rejected.getFirst().toString()), told);
        assertFalse(intake.running().isConnected());
        Files.move(rejected.getFirst(), directory.resolve("trusted").resolve("line.der"));
        intake.connected();
    }

    @Test
    void anEndedCertificateIsToldWithItsDate() throws Exception {
        Instant end = Instant.now().minus(Duration.ofDays(3)).truncatedTo(ChronoUnit.SECONDS);
        server.validUntil(end).start("Cell1/current");
        intake = IntakeFixture.of(directory, server, Map.of()).trusting(server).start();
        String told = intake.noted(QualityReason.CERTIFICATE_EXPIRES).detail();
        assertTrue(told.contains("to " + end), told);
        assertFalse(intake.running().isConnected());
    }

    @Test
    void aCertificateThatEndsSoonIsToldAndTaken() throws Exception {
        server.validUntil(Instant.now().plus(Duration.ofDays(10))).start("Cell1/current");
        intake = IntakeFixture.of(directory, server, Map.of())
                .trusting(server)
                .start()
                .connected();
        assertEquals(1, intake.count(QualityReason.CERTIFICATE_EXPIRES));
    }

    @Test
    void aRenewedCertificateOfTheServerIsTakenOnceItIsTrusted() throws Exception {
        server.start("Cell1/current");
        intake = IntakeFixture.of(directory, server, Map.of())
                .trusting(server)
                .start()
                .connected();
        server.validUntil(Instant.now().plus(Duration.ofDays(500))).restart();
        intake.noted(QualityReason.CERTIFICATE_REFUSED);
        intake.trusting(server);
        until("the renewed server is connected", () -> intake.running().isConnected());
    }

    @Test
    void aServerThatRefusesThisServiceIsToldWithTheFileToTrust() throws Exception {
        server.refusingClients().start("Cell1/current");
        intake = IntakeFixture.of(directory, server, Map.of()).trusting(server).start();
        String told = intake.noted(QualityReason.SERVER_REFUSES).detail();
        assertTrue(told.contains(directory.resolve("own/certificate.der").toString()), told);
    }

    @Test
    void aWrongPasswordIsTold() throws Exception {
        server.start("Cell1/current");
        intake = IntakeFixture.of(directory, server, Map.of("password", "guessed"))
                .trusting(server)
                .start();
        assertTrue(intake.noted(QualityReason.SERVER_REFUSES).detail().contains("user"));
    }

    @Test
    void protectionThatTheServerDoesNotOfferIsTold() throws Exception {
        server.start("Cell1/current");
        intake = IntakeFixture.of(directory, server, Map.of("security-policy", "aes256-sha256-rsa-pss"))
                .trusting(server)
                .start();
        String told = intake.noted(QualityReason.SERVER_REFUSES).detail();
        assertTrue(told.contains("Basic256Sha256, SignAndEncrypt"), told);
    }

    @Test
    void theServicesOwnCertificateIsMadeOnceAndItsKeyIsNobodyElses() throws Exception {
        OwnCertificate made =
                OwnCertificate.in(directory, "Intake", Optional.of("urn:plant:trivium"), Duration.ofDays(40));
        OwnCertificate again = OwnCertificate.in(directory, "Intake", Optional.empty(), Duration.ofDays(40));
        assertEquals(made.certificate(), again.certificate());
        assertEquals("urn:plant:trivium", again.applicationUri());
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("private-key.pem"))));
        assertThrows(
                GeneralSecurityException.class,
                () -> OwnCertificate.in(directory, "Intake", Optional.of("urn:other"), Duration.ofDays(40)));
        Instant now = Instant.now();
        assertEquals(Optional.empty(), made.notice(now));
        assertTrue(made.notice(now.plus(Duration.ofDays(20))).orElseThrow().contains("ends"));
        assertTrue(made.notice(now.plus(Duration.ofDays(50))).orElseThrow().contains("has ended"));
    }
}
