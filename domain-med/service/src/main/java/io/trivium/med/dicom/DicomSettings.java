package io.trivium.med.dicom;

import io.trivium.core.tenancy.TenantId;
import io.trivium.med.dicom.association.AeTitle;
import io.trivium.med.dicom.association.AssociationLimits;
import io.trivium.med.dicom.association.HostRange;
import io.trivium.med.dicom.association.Peer;
import io.trivium.med.dicom.association.Peer.PeerAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The values of {@link DicomConfig} as the node uses them; what cannot be used is refused with the key's name. */
final class DicomSettings {

    private static final String PREFIX = "platform.med.dicom.";

    private DicomSettings() {}

    static AccessList accessList(DicomConfig config) {
        Set<AeTitle> own =
                config.aeTitles().stream().map(AeTitle::new).collect(Collectors.toCollection(LinkedHashSet::new));
        List<Peer> peers = new ArrayList<>();
        for (Map.Entry<String, DicomConfig.PeerConfig> entry : config.peers().entrySet()) {
            try {
                peers.add(peer(entry.getKey(), entry.getValue()));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(PREFIX + "peers." + entry.getKey() + ": " + e.getMessage(), e);
            }
        }
        return new AccessList(own, peers);
    }

    private static Peer peer(String name, DicomConfig.PeerConfig config) {
        if (config.address().isPresent() != config.port().isPresent()) {
            throw new IllegalArgumentException("address and port go together");
        }
        return new Peer(
                name,
                new AeTitle(config.aeTitle()),
                new TenantId(config.tenant()),
                config.hosts().orElse(List.of()).stream().map(HostRange::new).toList(),
                config.calledAeTitles().orElse(Set.of()).stream()
                        .map(AeTitle::new)
                        .collect(Collectors.toSet()),
                config.address().map(host -> new PeerAddress(host, config.port().orElseThrow())),
                config.tls(),
                config.certificateSha256());
    }

    static AssociationLimits limits(DicomConfig config) {
        return new AssociationLimits(
                (int) Math.min(config.maxPduLength().asLongValue(), Integer.MAX_VALUE),
                config.negotiationTimeout(),
                config.idleTimeout(),
                config.readTimeout(),
                config.messageTimeout(),
                config.writeTimeout(),
                AssociationLimits.DEFAULTS.maxDataSetLength());
    }

    /** Keys and trusted certificates of TLS; empty when no key store is configured. */
    static Optional<SSLContext> tls(DicomConfig.Tls config) {
        if (config.keyStore().isEmpty() && config.trustStore().isEmpty()) {
            if (config.port().isPresent()) {
                throw new IllegalArgumentException(
                        PREFIX + "tls.port needs " + PREFIX + "tls.key-store and " + PREFIX + "tls.trust-store");
            }
            return Optional.empty();
        }
        Path keys =
                config.keyStore().orElseThrow(() -> new IllegalArgumentException(PREFIX + "tls.key-store is not set"));
        Path trusted = config.trustStore()
                .orElseThrow(() -> new IllegalArgumentException(PREFIX + "tls.trust-store is not set"));
        char[] password = config.keyStorePassword().orElse("").toCharArray();
        try {
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(store(keys, password), password);
            TrustManagerFactory trustManagers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trustManagers.init(
                    store(trusted, config.trustStorePassword().orElse("").toCharArray()));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
            return Optional.of(context);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(
                    PREFIX + "tls.key-store or tls.trust-store cannot be used: " + e.getMessage(), e);
        }
    }

    private static KeyStore store(Path file, char[] password) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, password);
        }
        return store;
    }
}
