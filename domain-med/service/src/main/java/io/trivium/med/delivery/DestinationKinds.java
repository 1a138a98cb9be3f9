package io.trivium.med.delivery;

import io.trivium.core.connection.ConnectionKind;
import io.trivium.core.connection.OutboundAddresses;
import io.trivium.med.dicom.DicomNode;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes a kind of connection of each protocol. */
@Singleton
class DestinationKinds {
    private final DestinationList destinations;
    private final DicomNode node;
    private final OutboundAddresses outbound;

    DestinationKinds(DestinationList destinations, DicomNode node, OutboundAddresses outbound) {
        this.destinations = destinations;
        this.node = node;
        this.outbound = outbound;
    }

    @Produces
    @Singleton
    ConnectionKind store() {
        return of(Destination.Kind.C_STORE);
    }

    @Produces
    @Singleton
    ConnectionKind stow() {
        return of(Destination.Kind.STOW);
    }

    @Produces
    @Singleton
    ConnectionKind messages() {
        return of(Destination.Kind.HL7);
    }

    @Produces
    @Singleton
    ConnectionKind fhir() {
        return of(Destination.Kind.FHIR);
    }

    private ConnectionKind of(Destination.Kind kind) {
        return new DestinationKind(kind, destinations, node, outbound);
    }
}
