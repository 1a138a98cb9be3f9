package io.trivium.med.dicom;

import io.trivium.core.connection.Connection;
import io.trivium.core.connection.ConnectionField;
import io.trivium.core.connection.ConnectionSettings;
import io.trivium.med.dicom.association.AeTitle;
import io.trivium.med.dicom.association.HostRange;
import io.trivium.med.dicom.association.Peer;
import io.trivium.med.dicom.association.Peer.PeerAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Peers that are managed at run time, as settings of a connection. */
public final class PeerSettings {

    /** The kind of connection. */
    public static final String KIND = "dicom-peer";

    private static final String AE_TITLE = "[!-\\[\\]-~]([ -\\[\\]-~]{0,14}[!-\\[\\]-~])?";

    /** The fields of the kind. */
    public static final List<ConnectionField> FIELDS = List.of(
            ConnectionField.text("aeTitle", "The peer's own AE title.")
                    .within(1, 16)
                    .matching(AE_TITLE)
                    .asRequired(),
            ConnectionField.list(
                    "hosts",
                    "Addresses, blocks such as 10.1.0.0/16, or host names that it may call from. None: it may not call."),
            ConnectionField.list("calledAeTitles", "AE titles of this node that it may call. None: all.")
                    .matching(AE_TITLE),
            ConnectionField.text("host", "Host where it listens. None: this node does not call it.")
                    .within(1, 255),
            ConnectionField.number("port", 1, 65535, "Port where it listens."),
            ConnectionField.flag("tls", "Whether both directions need TLS."),
            ConnectionField.text(
                            "certificateSha256",
                            "SHA-256 of the only certificate that it may show, 64 lower-case hexadecimal digits.")
                    .matching("[0-9a-f]{64}"));

    private PeerSettings() {}

    /**
     * The peer that a connection describes.
     *
     * @throws IllegalArgumentException if the settings do not fit each other; the message says how
     */
    public static Peer peer(Connection connection) {
        ConnectionSettings settings = connection.settings();
        Optional<String> host = settings.text("host");
        if (host.isPresent() != settings.number("port").isPresent()) {
            throw new IllegalArgumentException("host and port go together");
        }
        return new Peer(
                connection.name(),
                new AeTitle(settings.requireText("aeTitle")),
                connection.tenant(),
                settings.list("hosts").stream().map(HostRange::new).toList(),
                settings.list("calledAeTitles").stream().map(AeTitle::new).collect(Collectors.toSet()),
                host.map(at -> new PeerAddress(at, settings.requireNumber("port"), true)),
                settings.flag("tls"),
                settings.text("certificateSha256"));
    }

    /** The settings of a configured peer. */
    public static ConnectionSettings settings(Peer peer) {
        Map<String, Object> values = new HashMap<>();
        values.put("aeTitle", peer.aeTitle().value());
        values.put("hosts", peer.hosts().stream().map(HostRange::text).toList());
        values.put(
                "calledAeTitles",
                peer.calledAes().stream().map(AeTitle::value).sorted().toList());
        values.put("tls", peer.tls());
        peer.address().ifPresent(address -> {
            values.put("host", address.host());
            values.put("port", (long) address.port());
        });
        peer.certificateSha256().ifPresent(digest -> values.put("certificateSha256", digest));
        return new ConnectionSettings(values, Map.of());
    }
}
