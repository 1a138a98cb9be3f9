package io.trivium.med.dicom;

import io.trivium.core.tenancy.TenantId;
import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.association.AeTitle;
import io.trivium.med.dicom.association.AssociateRequest;
import io.trivium.med.dicom.association.Peer;
import io.trivium.med.dicom.association.Rejection;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides who may open an association: known called AE, known calling AE, from a host of that AE, over TLS and with its
 * certificate if the peer requires them. Anything that is not allowed is denied; an empty list denies every caller. The
 * answer to a wrong host equals that to an unknown AE, so that AE titles cannot be found by trying. Immutable.
 *
 * @param ownAes the AE titles of this node
 */
public record AccessList(Set<AeTitle> ownAes, List<Peer> peers) {

    public AccessList {
        ownAes = Set.copyOf(ownAes);
        peers = List.copyOf(peers);
    }

    /** The decision on a request for an association. */
    public sealed interface Decision {
        record Admitted(Peer peer) implements Decision {}

        /**
         * The association is rejected.
         *
         * @param why for the operator: the mismatch between the configuration and the peer
         */
        record Refused(Rejection rejection, String why) implements Decision {}
    }

    /**
     * Decides before anything is agreed.
     *
     * @param certificate what the peer showed in TLS; empty without TLS
     * @param tls whether the connection is encrypted
     */
    public Decision decide(
            AssociateRequest request, InetAddress host, boolean tls, Optional<X509Certificate> certificate) {
        if ((request.protocolVersion() & 1) == 0) {
            return refuse(
                    Rejection.PROTOCOL_VERSION_NOT_SUPPORTED, "the peer does not speak version 1 of the protocol");
        }
        if (!request.applicationContext().equals(Uids.APPLICATION_CONTEXT)) {
            return refuse(Rejection.APPLICATION_CONTEXT_NOT_SUPPORTED, "the application context is not that of DICOM");
        }
        if (ownAes.stream().noneMatch(ae -> ae.value().equals(request.calledAe()))) {
            return refuse(Rejection.CALLED_AE_NOT_RECOGNIZED, "the called AE title is none of this node");
        }
        List<Peer> named = peers.stream()
                .filter(peer -> peer.aeTitle().value().equals(request.callingAe()))
                .toList();
        if (named.isEmpty()) return unknown("the calling AE title is not configured");
        Optional<Peer> fromHost = named.stream()
                .filter(peer -> peer.hosts().stream().anyMatch(range -> range.contains(host)))
                .findFirst();
        if (fromHost.isEmpty()) return unknown("the calling AE title is configured, but not for this host");
        Peer peer = fromHost.orElseThrow();
        if (!peer.calledAes().isEmpty()
                && peer.calledAes().stream().noneMatch(ae -> ae.value().equals(request.calledAe()))) {
            return refuse(Rejection.CALLED_AE_NOT_RECOGNIZED, "the peer may not call this AE title");
        }
        if (peer.tls() && !tls) return unknown("the peer must use TLS and did not");
        if (peer.certificateSha256().isPresent()
                && !peer.certificateSha256().equals(certificate.map(AccessList::fingerprint))) {
            return unknown("the peer's certificate is not the one configured");
        }
        return new Decision.Admitted(peer);
    }

    /** Whether any peer may call from there; others get fewer connections. */
    public boolean isKnownHost(InetAddress host) {
        return peers.stream().anyMatch(peer -> peer.hosts().stream().anyMatch(range -> range.contains(host)));
    }

    /** An organisation's peer of this name; names of two organisations may be the same. */
    public Optional<Peer> byName(TenantId tenant, String name) {
        return peers.stream()
                .filter(peer -> peer.tenant().equals(tenant) && peer.name().equals(name))
                .findFirst();
    }

    static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        } catch (CertificateEncodingException e) {
            return "";
        }
    }

    private static Decision unknown(String why) {
        return refuse(Rejection.CALLING_AE_NOT_RECOGNIZED, why);
    }

    private static Decision refuse(Rejection rejection, String why) {
        return new Decision.Refused(rejection, why);
    }
}
