package io.trivium.industrial.demo;

import io.trivium.industrial.opcua.OwnCertificate;
import io.trivium.industrial.opcua.server.PushServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;

/**
 * The controller of the welding line: an OPC UA server with the cells below {@code Welding}, encrypted, for one user. It and the
 * service trust each other's certificate, which a person would see to at a real server.
 */
final class WeldingLine implements AutoCloseable {
    /** Namespace of the cells' nodes. */
    static final String NAMESPACE = "urn:trivium:demo:welding";

    /** Folder below Objects that has the cells. */
    static final String FOLDER = "Welding";

    private static final String USER = "trivium";
    private static final Duration CERTIFICATE_LIFE = Duration.ofDays(3_650);

    private final PushServer server;

    /**
     * A server that listens.
     *
     * @param directory of its own certificate
     * @param service the service's directory for OPC UA, with {@code own} and {@code trusted}
     */
    WeldingLine(int port, String password, Path directory, Path service, List<Machine> cells)
            throws IOException, GeneralSecurityException {
        OwnCertificate own = OwnCertificate.in(
                directory, "Demo welding line", Optional.of("urn:trivium:demo:welding-line"), CERTIFICATE_LIFE);
        Path trusted = Files.createDirectories(service.resolve("trusted"));
        Files.write(trusted.resolve("demo-welding-line.der"), own.certificate().getEncoded());
        Path client = service.resolve("own").resolve("certificate.der");
        this.server = new PushServer(
                new PushServer.Settings(
                        port,
                        "/welding",
                        own.applicationUri(),
                        own.keys(),
                        own.certificate(),
                        (chain, uri, hosts) -> admit(chain.getFirst(), client),
                        USER,
                        password),
                List.of(NAMESPACE));
        for (Machine cell : cells) {
            cell.type()
                    .tags()
                    .forEach(tag -> server.add(
                            NAMESPACE,
                            List.of(FOLDER, cell.name(), tag.name()),
                            NodeIds.Double,
                            new DataValue(new StatusCode(StatusCodes.Bad_WaitingForInitialData))));
        }
        server.start();
    }

    private static void admit(X509Certificate certificate, Path client) throws UaException {
        try {
            if (!Arrays.equals(certificate.getEncoded(), Files.readAllBytes(client))) {
                throw new UaException(StatusCodes.Bad_CertificateUntrusted, "only " + client + " is accepted");
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new UaException(StatusCodes.Bad_CertificateUntrusted, e);
        }
    }

    /** Shows what a cell measures at that time. */
    void show(Machine cell, Instant time, double[] values) {
        DateTime at = new DateTime(time);
        for (int i = 0; i < values.length; i++) {
            server.push(
                    NAMESPACE,
                    List.of(FOLDER, cell.name(), cell.type().tags().get(i).name()),
                    new DataValue(Variant.of(values[i]), StatusCode.GOOD, at, at));
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
