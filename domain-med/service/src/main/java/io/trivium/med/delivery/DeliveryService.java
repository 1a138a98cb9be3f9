package io.trivium.med.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.trivium.core.connection.Connection;
import io.trivium.core.connection.Connections;
import io.trivium.core.connection.OutboundAddresses;
import io.trivium.med.MedMetrics;
import io.trivium.med.dataset.Uids;
import io.trivium.med.delivery.DeliveryWorker.Commitments;
import io.trivium.med.dicom.CommitmentService;
import io.trivium.med.dicom.DicomClient;
import io.trivium.med.dicom.DicomClient.Proposal;
import io.trivium.med.dicom.DicomNode;
import io.trivium.med.dicom.association.Association;
import io.trivium.med.dicom.association.Peer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** Runs one worker for each destination. Thread-safe. */
@ApplicationScoped
public class DeliveryService {

    private final DestinationList destinations;
    private final DeliveryQueue queue;
    private final Deliveries deliveries;
    private final DicomNode node;
    private final MeterRegistry meters;
    private final InstantSource clock;
    private final Connections connections;
    private final OutboundAddresses outbound;
    private final Map<Object, Running> running = new ConcurrentHashMap<>();

    /** A worker at work. */
    private record Running(DeliveryWorker worker, Thread thread) {}

    DeliveryService(
            DestinationList destinations,
            DeliveryQueue queue,
            Deliveries deliveries,
            DicomNode node,
            Connections connections,
            OutboundAddresses outbound,
            MeterRegistry meters,
            InstantSource clock) {
        this.destinations = destinations;
        this.queue = queue;
        this.deliveries = deliveries;
        this.node = node;
        this.connections = connections;
        this.outbound = outbound;
        this.meters = meters;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        destinations.configured().forEach(each -> begin(each.name(), each));
        for (Destination.Kind kind : Destination.Kind.values()) {
            connections.follow(DestinationKind.nameOf(kind), active -> follow(kind, active));
        }
        deliveries.whenWoken(
                () -> running.values().forEach(each -> each.worker().wake()));
    }

    /** A changed connection has another worker; the former one finishes what it is sending. */
    private void follow(Destination.Kind kind, List<Connection> active) {
        running.entrySet().removeIf(each -> {
            Destination destination = each.getValue().worker().destination();
            boolean ends = destination.kind() == kind
                    && destination.managed().isPresent()
                    && !active.contains(destination.managed().orElseThrow());
            if (ends) each.getValue().worker().end();
            return ends;
        });
        for (Connection connection : active) {
            if (!running.containsKey(connection)) begin(connection, Destination.of(kind, connection));
        }
    }

    private void begin(Object key, Destination destination) {
        DeliveryWorker worker = worker(destination);
        Thread thread =
                Thread.ofVirtual().name("delivery-" + destination.name()).start(worker);
        running.put(key, new Running(worker, thread));
    }

    void stop(@Observes ShutdownEvent event) {
        running.values().forEach(each -> each.thread().interrupt());
    }

    /** Whether every worker is at work. */
    public boolean isAlive() {
        return running.values().stream()
                .allMatch(each -> each.thread().isAlive() && each.worker().isAlive());
    }

    private DeliveryWorker worker(Destination destination) {
        return new DeliveryWorker(
                destination,
                switch (destination.kind()) {
                    case C_STORE ->
                        new StoreSender(
                                node.client(destination.timeout()), destination.peer(), () -> peer(destination));
                    case STOW -> new StowSender(destination, outbound);
                    case HL7 ->
                        new MessageSender(destination, outbound, destination.tls() ? node.tls() : Optional.empty());
                    case FHIR -> new FhirSender(destination, outbound);
                },
                destination.commitment() ? Optional.of(commitments(destination)) : Optional.empty(),
                queue,
                this::count,
                clock,
                RandomGenerator.getDefault());
    }

    private void count(Destination destination, String result, String why) {
        Counter.builder(MedMetrics.DELIVERIES)
                .tag("destination", destination.name())
                .tag("result", result)
                .register(meters)
                .increment();
        destination.managed().ifPresent(connection -> {
            if (result.equals("sent")) connections.succeeded(connection);
            else if (!why.isEmpty()) connections.failed(connection, why);
        });
    }

    private Optional<Peer> peer(Destination destination) {
        return node.access().byName(destination.tenant(), destination.peer());
    }

    private Commitments commitments(Destination destination) {
        return objects -> {
            Peer peer = peer(destination)
                    .orElseThrow(() -> new IOException("peer " + destination.peer() + " is not in use"));
            try (DicomClient client = node.client(destination.timeout());
                    Association association =
                            client.open(peer, List.of(new Proposal(Uids.STORAGE_COMMITMENT, Uids.PLAIN)))) {
                String transaction = CommitmentService.request(association, objects);
                association.release();
                return transaction;
            }
        };
    }
}
