package io.trivium.med.dicom.association;

import io.trivium.core.tenancy.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An application that the node knows.
 *
 * @param name as configured, for people and metrics
 * @param aeTitle its own AE title
 * @param tenant the organisation whose objects it sends and may request
 * @param hosts hosts from which it may call; empty: it may not call
 * @param calledAes the node's AE titles that it may call; empty: all
 * @param address address at which the node calls it; empty: the node does not call it
 * @param tls whether both directions require TLS
 * @param certificateSha256 fingerprint, 64 lower-case hexadecimal digits, of the only certificate it may present
 */
public record Peer(
        String name,
        AeTitle aeTitle,
        TenantId tenant,
        List<HostRange> hosts,
        Set<AeTitle> calledAes,
        Optional<PeerAddress> address,
        boolean tls,
        Optional<String> certificateSha256) {

    public Peer {
        hosts = List.copyOf(hosts);
        calledAes = Set.copyOf(calledAes);
        if (certificateSha256.isPresent()
                && (!tls || !certificateSha256.orElseThrow().matches("[0-9a-f]{64}"))) {
            throw new IllegalArgumentException(
                    "the certificate of peer " + name + " must be 64 lower-case hexadecimal digits, and needs TLS");
        }
    }

    /**
     * Host and port of a peer's own acceptor.
     *
     * @param isManaged whether it was entered at run time, so that every call is held against the operator's allow-list
     */
    public record PeerAddress(String host, int port, boolean isManaged) {
        public PeerAddress(String host, int port) {
            this(host, port, false);
        }

        public PeerAddress {
            if (host.isBlank() || port < 1 || port > 65535) {
                throw new IllegalArgumentException("a peer's address needs a host and a port from 1 to 65535");
            }
        }
    }
}
