package io.trivium.industrial.opcua;

import static io.trivium.industrial.Waiting.until;

import io.trivium.core.connection.ConnectionKind;
import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.quality.QualityNotes;
import io.trivium.industrial.quality.QualityReason;
import io.trivium.industrial.reading.EpochMicros;
import io.trivium.industrial.reading.ReadingBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** An intake of one server, with a Kafka that confirms on request, and the recorded notes. */
public final class IntakeFixture implements QualityNotes, AutoCloseable {
    private final Path directory;
    private final OpcUaConfig.Server config;
    private final List<Taken> taken = new CopyOnWriteArrayList<>();
    private final List<Note> notes = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
    private boolean isConfirming = true;
    private @Nullable ServerIntake intake;

    /** A reading that reached Kafka. */
    public record Taken(String source, String tag, Instant at, double value, int quality) {}

    /** A recorded issue. */
    record Note(String source, QualityReason reason, String detail) {}

    /**
     * An intake that is not started.
     *
     * @param settings of the server, by the last part of their keys
     */
    public IntakeFixture(Path directory, Map<String, String> settings) {
        this.directory = directory;
        Map<String, String> all = new HashMap<>(Map.of(
                "tenant", "demo-plant",
                "publishing-interval", "50ms",
                "sampling-interval", "50ms",
                "request-timeout", "2s"));
        all.putAll(settings);
        all.values().removeIf(String::isEmpty);
        this.config = Objects.requireNonNull(OpcUaSettings.of(all).opcua().get("line"));
    }

    /** An intake of all nodes of a fixture's server, with settings added or, if empty, taken away. */
    static IntakeFixture of(Path directory, OpcUaServerFixture server, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "endpoint",
                server.address(),
                "username",
                OpcUaServerFixture.USER,
                "password",
                OpcUaServerFixture.PASSWORD,
                "nodes.all.folder",
                "i=85",
                "nodes.all.filter",
                "+/#",
                "nodes.all.source",
                "line/{1}"));
        all.putAll(settings);
        return new IntakeFixture(directory, all);
    }

    /** Trusts the server, as a person does who moves its certificate. */
    IntakeFixture trusting(OpcUaServerFixture server) throws IOException, GeneralSecurityException {
        Path trusted = Files.createDirectories(directory.resolve("trusted"));
        Files.write(trusted.resolve("server.der"), server.certificate().getEncoded());
        return this;
    }

    public IntakeFixture start() throws IOException, GeneralSecurityException {
        Path own = Files.createDirectories(directory.resolve("own"));
        if (!Files.exists(own.resolve("certificate.der"))) OwnKeys.into(own);
        ServerIntake started = new ServerIntake(
                "line",
                config,
                directory,
                OwnCertificate.in(own, "Test intake", Optional.empty(), Duration.ofDays(365)),
                this,
                InstantSource.system(),
                Duration.ofMillis(20),
                this::publish,
                (host, port) -> {});
        started.start();
        intake = started;
        return this;
    }

    /** Tests the connection without starting it. */
    ConnectionKind.TestResult test() throws IOException, GeneralSecurityException {
        Path own = Files.createDirectories(directory.resolve("own"));
        if (!Files.exists(own.resolve("certificate.der"))) OwnKeys.into(own);
        return OpcUaKind.test(
                new TenantId("demo-plant"),
                config,
                directory,
                OwnCertificate.in(own, "Test intake", Optional.empty(), Duration.ofDays(365)),
                InstantSource.system(),
                (host, port) -> {});
    }

    public IntakeFixture connected() {
        until("the server is connected", () -> running().isConnected());
        return this;
    }

    ServerIntake running() {
        return Objects.requireNonNull(intake);
    }

    private synchronized CompletableFuture<Void> publish(ReadingBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            var series = batch.series().get(batch.seriesOf(i));
            taken.add(new Taken(
                    series.source(),
                    series.tag(),
                    EpochMicros.toInstant(batch.at(i)),
                    batch.value(i),
                    batch.quality(i)));
        }
        CompletableFuture<Void> confirmation = new CompletableFuture<>();
        if (isConfirming) confirmation.complete(null);
        else waiting.add(confirmation);
        return confirmation;
    }

    /** Kafka takes what is sent and confirms nothing from now on. */
    synchronized IntakeFixture holdConfirmations() {
        isConfirming = false;
        return this;
    }

    /** Kafka confirms what waits, and all that comes. */
    synchronized void confirm() {
        isConfirming = true;
        waiting.forEach(confirmation -> confirmation.complete(null));
        waiting.clear();
    }

    @Override
    public void note(
            TenantId tenant,
            String source,
            QualityReason reason,
            long occurrences,
            String detail,
            @Nullable String example) {
        notes.add(new Note(source, reason, detail));
    }

    /** The values of a tag in the order in which they came, without the server's first one. */
    List<Double> values(String source, String tag) {
        return taken.stream()
                .filter(reading ->
                        reading.source().equals(source) && reading.tag().equals(tag))
                .map(Taken::value)
                .filter(value -> value != 0)
                .toList();
    }

    public List<Taken> taken() {
        return List.copyOf(taken);
    }

    /** The first note of a reason; waits for it. */
    Note noted(QualityReason reason) {
        until("a note of " + reason, () -> count(reason) > 0);
        return notes.stream()
                .filter(note -> note.reason() == reason)
                .findFirst()
                .orElseThrow();
    }

    long count(QualityReason reason) {
        return notes.stream().filter(note -> note.reason() == reason).count();
    }

    @Override
    public void close() {
        ServerIntake running = intake;
        if (running != null) {
            running.close();
            intake = null;
        }
    }
}
