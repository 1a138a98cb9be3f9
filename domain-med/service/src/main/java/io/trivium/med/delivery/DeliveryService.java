package io.trivium.med.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.trivium.med.MedMetrics;
import io.trivium.med.delivery.DeliveryWorker.Commitments;
import io.trivium.med.dicom.CommitmentService;
import io.trivium.med.dicom.DicomClient;
import io.trivium.med.dicom.DicomClient.Proposal;
import io.trivium.med.dicom.DicomNode;
import io.trivium.med.dicom.association.Association;
import io.trivium.med.dicom.association.Peer;
import io.trivium.med.dicom.data.Uids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    private final List<DeliveryWorker> workers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    DeliveryService(
            DestinationList destinations,
            DeliveryQueue queue,
            Deliveries deliveries,
            DicomNode node,
            MeterRegistry meters,
            InstantSource clock) {
        this.destinations = destinations;
        this.queue = queue;
        this.deliveries = deliveries;
        this.node = node;
        this.meters = meters;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        for (Destination destination : destinations.all()) {
            DeliveryWorker worker = worker(destination);
            workers.add(worker);
            threads.add(
                    Thread.ofVirtual().name("delivery-" + destination.name()).start(worker));
        }
        deliveries.whenWoken(() -> workers.forEach(DeliveryWorker::wake));
    }

    void stop(@Observes ShutdownEvent event) {
        threads.forEach(Thread::interrupt);
    }

    /** Whether every worker is at work. */
    public boolean isAlive() {
        return threads.stream().allMatch(Thread::isAlive) && workers.stream().allMatch(DeliveryWorker::isAlive);
    }

    private DeliveryWorker worker(Destination destination) {
        return new DeliveryWorker(
                destination,
                switch (destination.kind()) {
                    case C_STORE -> new StoreSender(node.client(destination.timeout()), peer(destination));
                    case STOW -> new StowSender(destination);
                    case HL7 -> new MessageSender(destination, destination.tls() ? node.tls() : Optional.empty());
                    case FHIR -> new FhirSender(destination);
                },
                destination.commitment() ? Optional.of(commitments(destination)) : Optional.empty(),
                queue,
                (where, result) -> Counter.builder(MedMetrics.DELIVERIES)
                        .tag("destination", where.name())
                        .tag("result", result)
                        .register(meters)
                        .increment(),
                clock,
                RandomGenerator.getDefault());
    }

    private Peer peer(Destination destination) {
        return node.access().byName(destination.peer()).orElseThrow();
    }

    private Commitments commitments(Destination destination) {
        DicomClient client = node.client(destination.timeout());
        Peer peer = peer(destination);
        return objects -> {
            try (Association association =
                    client.open(peer, List.of(new Proposal(Uids.STORAGE_COMMITMENT, Uids.PLAIN)))) {
                String transaction = CommitmentService.request(association, objects);
                association.release();
                return transaction;
            }
        };
    }
}
