package io.trivium.med.delivery;

import io.trivium.core.connection.Connections;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.med.dicom.DicomNode;
import io.trivium.med.dicom.association.Peer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The destinations: those of the configuration, and the connections of these kinds. Thread-safe. */
@ApplicationScoped
public class DestinationList {

    private final List<Destination> configured;
    private final Connections connections;

    DestinationList(DestinationsConfig config, DicomNode node, KnownTenants tenants, Connections connections) {
        this.connections = connections;
        List<Destination> read = new ArrayList<>();
        config.all().forEach((name, each) -> read.add(check(Destination.of(name, each), node, tenants)));
        read.sort(Comparator.comparing(Destination::name));
        this.configured = List.copyOf(read);
    }

    private static Destination check(Destination destination, DicomNode node, KnownTenants tenants) {
        String key = "platform.med.destinations." + destination.name();
        if (!tenants.contains(destination.tenant())) {
            throw new IllegalArgumentException(key + ".tenant is none of platform.tenancy.tenants");
        }
        if (destination.kind() == Destination.Kind.C_STORE) {
            Peer peer = node.configuredPeers().stream()
                    .filter(each -> each.name().equals(destination.peer()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            key + ".peer names no peer of platform.med.dicom.peers: " + destination.peer()));
            if (peer.address().isEmpty()) {
                throw new IllegalArgumentException(
                        "platform.med.dicom.peers." + peer.name() + ".address and .port are needed by " + key);
            }
            if (!peer.tenant().equals(destination.tenant())) {
                throw new IllegalArgumentException(key + ".peer belongs to another organisation");
            }
        }
        if (destination.tls() && node.tls().isEmpty()) {
            throw new IllegalArgumentException(
                    key + ".tls needs platform.med.dicom.tls.key-store and platform.med.dicom.tls.trust-store");
        }
        return destination;
    }

    /** Those of the configuration, by name. */
    List<Destination> configured() {
        return configured;
    }

    /** All destinations that results are made for, by name; paused ones too, whose results wait. */
    public List<Destination> all() {
        List<Destination> all = new ArrayList<>(configured);
        for (Destination.Kind kind : Destination.Kind.values()) {
            String name = DestinationKind.nameOf(kind);
            connections.active(name).forEach(each -> all.add(Destination.of(kind, each)));
            connections.paused(name).forEach(each -> all.add(Destination.of(kind, each)));
        }
        all.sort(Comparator.comparing(Destination::name));
        return all;
    }

    /** Returns the destinations of an organisation, by name. */
    public List<Destination> of(TenantId tenant) {
        return all().stream()
                .filter(destination -> destination.tenant().equals(tenant))
                .toList();
    }

    Optional<Destination> find(TenantId tenant, String name) {
        return of(tenant).stream()
                .filter(destination -> destination.name().equals(name))
                .findFirst();
    }

    /** The kinds of objects that any destination of an organisation wants. */
    public Set<Destination.Role> roles(TenantId tenant) {
        Set<Destination.Role> roles = EnumSet.of(Destination.Role.SR, Destination.Role.SEG);
        of(tenant).forEach(destination -> roles.addAll(destination.roles()));
        return roles;
    }
}
