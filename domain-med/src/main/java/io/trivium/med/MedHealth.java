package io.trivium.med;

import io.trivium.med.archive.Archive;
import io.trivium.med.dicom.DicomNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the node listens and the store has room for what may come. */
@ApplicationScoped
class MedHealth {

    private final DicomNode node;
    private final Archive archive;

    MedHealth(DicomNode node, Archive archive) {
        this.node = node;
        this.archive = archive;
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
    @Readiness
    HealthCheck archiveSpace() {
        return () -> HealthCheckResponse.named("archive-space")
                .status(archive.hasSpace())
                .withData("bytesLeft", archive.spaceLeft())
                .build();
    }
}
