package io.trivium.med.delivery;

import io.trivium.core.connection.Connection;
import io.trivium.core.connection.ConnectionField;
import io.trivium.core.connection.ConnectionKind;
import io.trivium.core.connection.ConnectionSettings;
import io.trivium.core.connection.OutboundAddresses;
import io.trivium.med.dicom.DicomNode;
import io.trivium.med.dicom.EchoRequest;
import io.trivium.med.dicom.association.Peer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Destinations of results that are managed at run time, one kind for each protocol. Thread-safe. */
final class DestinationKind implements ConnectionKind {
    private static final Duration TEST = Duration.ofSeconds(10);
    private static final String HTTP_URL = "https?://[^/?#@]+(/[^?#]*)?";

    private final Destination.Kind kind;
    private final DestinationList destinations;
    private final DicomNode node;
    private final OutboundAddresses outbound;

    DestinationKind(Destination.Kind kind, DestinationList destinations, DicomNode node, OutboundAddresses outbound) {
        this.kind = kind;
        this.destinations = destinations;
        this.node = node;
        this.outbound = outbound;
    }

    /** The kind of connection by which a destination of this protocol is managed. */
    static String nameOf(Destination.Kind kind) {
        return kind == Destination.Kind.FHIR ? "fhir-server" : kind.word() + "-destination";
    }

    @Override
    public String name() {
        return nameOf(kind);
    }

    @Override
    public List<ConnectionField> fields() {
        List<ConnectionField> fields = new ArrayList<>();
        switch (kind) {
            case C_STORE -> {
                fields.add(ConnectionField.text("peer", "Name of a DICOM peer that has a host and port.")
                        .asRequired());
                fields.add(roles());
                fields.add(ConnectionField.flag(
                        "commitment", "Whether storage commitment is requested from the peer, as proof."));
            }
            case STOW -> {
                fields.add(url("Address of the DICOMweb service, which /studies follows."));
                fields.add(authorization());
                fields.add(roles());
            }
            case HL7 -> {
                fields.add(ConnectionField.text("host", "Host that listens for MLLP.")
                        .within(1, 255)
                        .asRequired());
                fields.add(ConnectionField.number("port", 1, 65535, "Its port.").asRequired());
                fields.add(ConnectionField.flag("tls", "Whether by TLS, with the certificates of the DICOM node."));
                fields.add(ConnectionField.text("sendingFacility", "MSH-4, this facility."));
                fields.add(ConnectionField.text("receivingApplication", "MSH-5, the receiving application."));
                fields.add(ConnectionField.text("receivingFacility", "MSH-6, the receiving facility."));
            }
            case FHIR -> {
                fields.add(url("Address of the FHIR R4 server, which takes transactions there."));
                fields.add(authorization());
                fields.add(ConnectionField.text("patientSystem", "URI of the system of patient ids.")
                        .withInitial("urn:trivium:patient-id"));
            }
        }
        fields.add(ConnectionField.number(
                        "attempts", 1, 1000, "Attempts after which a delivery is dead until an operator retries it.")
                .withInitial(20L));
        fields.add(ConnectionField.number(
                        "timeoutSeconds", 1, 300, "Longest wait, in seconds, for the other side to answer.")
                .withInitial(30L));
        return fields;
    }

    private static ConnectionField url(String description) {
        return ConnectionField.text("url", description).matching(HTTP_URL).asRequired();
    }

    private static ConnectionField authorization() {
        return ConnectionField.secret("authorization", "Value of the header Authorization, such as Bearer and a token.")
                .matching(Destination.HEADER_VALUE);
    }

    private static ConnectionField roles() {
        return ConnectionField.list("roles", "Objects wanted: reports, segmentations, presentation states, captures.")
                .of(List.of("sr", "seg", "gsps", "sc"))
                .withInitial(List.of("sr", "seg"));
    }

    @Override
    public boolean sendsData(ConnectionSettings settings) {
        return true;
    }

    @Override
    public List<Problem> check(Connection connection) {
        List<Problem> problems = new ArrayList<>();
        ConnectionSettings settings = connection.settings();
        boolean isTaken = destinations.of(connection.tenant()).stream()
                .filter(other -> other.name().equals(connection.name()))
                .anyMatch(other -> other.managed()
                        .map(managed -> !managed.id().equals(connection.id()))
                        .orElse(true));
        if (isTaken) {
            problems.add(new Problem(
                    field(), "must be of a connection with another name: another destination has this one"));
        }
        if (settings.text("url").isPresent() && host(settings).isEmpty()) {
            problems.add(new Problem("url", "must have a host, and a port of at most 65535 where it has one"));
        }
        if (settings.flag("tls") && node.tls().isEmpty()) {
            problems.add(new Problem("tls", "must be false: the node has no certificate (platform.med.dicom.tls)"));
        }
        if (kind == Destination.Kind.C_STORE
                && peer(connection).flatMap(Peer::address).isEmpty()) {
            problems.add(new Problem("peer", "must be the name of an active DICOM peer with a host and port"));
        }
        return problems;
    }

    private String field() {
        return switch (kind) {
            case C_STORE -> "peer";
            case HL7 -> "host";
            case STOW, FHIR -> "url";
        };
    }

    private Optional<Peer> peer(Connection connection) {
        return node.access()
                .byName(connection.tenant(), connection.settings().text("peer").orElse(""));
    }

    private static Optional<String> host(ConnectionSettings settings) {
        try {
            URI url = new URI(settings.text("url").orElse(""));
            return url.getPort() > 65535 ? Optional.empty() : Optional.ofNullable(url.getHost());
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    @Override
    public List<Address> addresses(ConnectionSettings settings) {
        return switch (kind) {
            case C_STORE -> List.of(); // that of the peer, which is checked itself
            case HL7 -> List.of(new Address("host", settings.requireText("host"), settings.requireNumber("port")));
            case STOW, FHIR -> {
                URI url = URI.create(settings.requireText("url"));
                int usual = url.getScheme().equals("https") ? 443 : 80;
                yield List.of(new Address("url", host(settings).orElse(""), url.getPort() < 0 ? usual : url.getPort()));
            }
        };
    }

    @Override
    public TestResult test(Connection connection) {
        long started = System.nanoTime();
        Optional<String> failure = failure(Destination.of(kind, connection));
        long millis = (System.nanoTime() - started) / 1_000_000;
        return new TestResult(failure.isEmpty(), millis, failure.orElse("The other side answered."));
    }

    private Optional<String> failure(Destination destination) {
        try {
            return switch (kind) {
                case C_STORE -> EchoRequest.failure(node, destination.tenant(), destination.peer(), TEST);
                case HL7 -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(outbound.resolve(destination.host(), destination.port()), (int) TEST.toMillis());
                    }
                    yield Optional.empty();
                }
                case STOW -> get(destination, "/studies?limit=1", "application/dicom+json");
                case FHIR -> get(destination, "/metadata", "application/fhir+json");
            };
        } catch (IOException e) {
            return Optional.of(
                    "No connection: " + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()) + ".");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("The test was interrupted.");
        }
    }

    /** Redirects are not followed, so that no other host is reached than the one that was checked. */
    private Optional<String> get(Destination destination, String path, String accept)
            throws IOException, InterruptedException {
        URI url = URI.create(destination.url().orElseThrow().toString().replaceAll("/+$", "") + path);
        destination.requireReachable(outbound);
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TEST)
                .build()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(url).header("Accept", accept);
            destination.authorization().ifPresent(value -> request.header("Authorization", value));
            int status = Exchange.send(http, request.build(), BodyHandlers.discarding(), TEST)
                    .statusCode();
            return switch (status / 100) {
                case 2 -> Optional.empty();
                case 3 ->
                    Optional.of("The server answered with a redirect (" + status
                            + "), which is not followed; enter the final address.");
                default ->
                    Optional.of("The server answered with status " + status + "; check the "
                            + (status == 401 || status == 403 ? "authorization." : "address."));
            };
        }
    }

    @Override
    public List<Configured> configured() {
        return destinations.configured().stream()
                .filter(each -> each.kind() == kind)
                .map(each -> new Configured(each.tenant(), each.name(), settings(each)))
                .toList();
    }

    private static ConnectionSettings settings(Destination destination) {
        Map<String, Object> values = new HashMap<>();
        destination.url().ifPresent(url -> values.put("url", url.toString()));
        if (!destination.peer().isEmpty()) values.put("peer", destination.peer());
        if (!destination.host().isEmpty()) {
            values.put("host", destination.host());
            values.put("port", (long) destination.port());
        }
        if (!destination.roles().isEmpty()) {
            values.put(
                    "roles",
                    destination.roles().stream()
                            .map(role -> role.name().toLowerCase(Locale.ROOT))
                            .sorted()
                            .toList());
        }
        values.put("attempts", (long) destination.attempts());
        Map<String, String> secrets = new HashMap<>();
        destination.authorization().ifPresent(value -> secrets.put("authorization", value));
        return new ConnectionSettings(values, secrets);
    }
}
