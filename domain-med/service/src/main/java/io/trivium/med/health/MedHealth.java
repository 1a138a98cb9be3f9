package io.trivium.med.health;

import io.smallrye.health.api.Wellness;
import io.trivium.med.archive.Archive;
import io.trivium.med.delivery.DeliveryService;
import io.trivium.med.dicom.DicomNode;
import io.trivium.med.processing.StudyProcessor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while the node listens; alive while studies are watched and deliveries are attempted. An unavailable
 * destination does not make the service unhealthy: its queue is visible in the metrics. Neither does a full store,
 * whose images users still read and delete: the node itself refuses senders, and {@code /q/health/well} reports it.
 */
@ApplicationScoped
class MedHealth {

    private final DicomNode node;
    private final Archive archive;
    private final StudyProcessor processor;
    private final DeliveryService deliveries;

    MedHealth(DicomNode node, Archive archive, StudyProcessor processor, DeliveryService deliveries) {
        this.node = node;
        this.archive = archive;
        this.processor = processor;
        this.deliveries = deliveries;
    }

    @Produces
    @Readiness
    HealthCheck dicomNode() {
        return () -> HealthCheckResponse.named("dicom-node")
                .status(node.isListening())
                .withData("port", node.port())
                .withData("associations", node.openAssociations())
                .build();
    }

    @Produces
    @Wellness
    HealthCheck archiveSpace() {
        return () -> HealthCheckResponse.named("archive-space")
                .status(archive.hasSpace())
                .withData("bytesLeft", archive.spaceLeft())
                .build();
    }

    @Produces
    @Liveness
    HealthCheck studyProcessing() {
        return () -> HealthCheckResponse.named("study-processing")
                .status(processor.isAlive())
                .build();
    }

    @Produces
    @Liveness
    HealthCheck resultDelivery() {
        return () -> HealthCheckResponse.named("result-delivery")
                .status(deliveries.isAlive())
                .build();
    }
}
