package io.trivium.industrial.opcua.server;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.milo.opcua.sdk.server.EndpointConfig;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.OpcUaServerConfig;
import org.eclipse.milo.opcua.sdk.server.identity.UsernameIdentityValidator;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.security.CertificateStore;
import org.eclipse.milo.opcua.stack.core.security.CertificateValidator;
import org.eclipse.milo.opcua.stack.core.security.DefaultApplicationGroup;
import org.eclipse.milo.opcua.stack.core.security.DefaultCertificateManager;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateQuarantine;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateStore;
import org.eclipse.milo.opcua.stack.core.security.MemoryTrustListManager;
import org.eclipse.milo.opcua.stack.core.security.RsaSha256CertificateFactory;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.transport.TransportProfile;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransport;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransportConfig;

/** A server on loopback for one user by password, with Basic256Sha256 and encryption. Thread-safe. */
public final class PushServer implements AutoCloseable {
    private static final int STOP_S = 5;

    private final OpcUaServer server;
    private final Map<String, PushNamespace> namespaces = new LinkedHashMap<>();

    /**
     * Settings of a server.
     *
     * @param path of its address, such as {@code /line}
     * @param applicationUri that its certificate names
     * @param clients decides which clients are accepted by their certificates
     */
    public record Settings(
            int port,
            String path,
            String applicationUri,
            KeyPair keys,
            X509Certificate certificate,
            CertificateValidator clients,
            String user,
            String password) {

        public String address() {
            return "opc.tcp://127.0.0.1:" + port + path;
        }
    }

    /**
     * A server that does not listen yet.
     *
     * @param uris of its namespaces, in the order of their indexes from 2 on
     */
    public PushServer(Settings settings, List<String> uris) {
        MemoryCertificateStore store = new MemoryCertificateStore();
        try {
            store.set(
                    NodeIds.RsaSha256ApplicationCertificateType,
                    new CertificateStore.Entry(
                            settings.keys().getPrivate(), new X509Certificate[] {settings.certificate()}));
        } catch (Exception e) {
            throw new IllegalStateException("a certificate in memory cannot be kept", e);
        }
        DefaultApplicationGroup group = new DefaultApplicationGroup(
                new MemoryTrustListManager(), store, new NoOtherCertificates(), settings.clients());
        this.server = new OpcUaServer(
                OpcUaServerConfig.builder()
                        .setApplicationName(LocalizedText.english("Trivium push server"))
                        .setApplicationUri(settings.applicationUri())
                        .setProductUri("urn:trivium:industrial:push-server")
                        .setCertificateManager(new DefaultCertificateManager(new MemoryCertificateQuarantine(), group))
                        .setIdentityValidator(new UsernameIdentityValidator(
                                challenge -> isSame(challenge.getUsername(), settings.user())
                                        && isSame(challenge.getPassword(), settings.password())))
                        .setEndpoints(endpoints(settings))
                        .build(),
                profile -> new OpcTcpServerTransport(
                        OpcTcpServerTransportConfig.newBuilder().build()));
        for (String uri : uris) {
            PushNamespace namespace = new PushNamespace(server, uri);
            namespace.startup();
            namespaces.put(uri, namespace);
        }
    }

    private static boolean isSame(String given, String wanted) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), wanted.getBytes(StandardCharsets.UTF_8));
    }

    /** One to use, and one that only tells of it. */
    private static Set<EndpointConfig> endpoints(Settings settings) {
        EndpointConfig.Builder common = EndpointConfig.newBuilder()
                .setTransportProfile(TransportProfile.TCP_UASC_UABINARY)
                .setBindAddress("127.0.0.1")
                .setBindPort(settings.port())
                .setHostname("127.0.0.1")
                .setCertificate(settings.certificate())
                .addTokenPolicy(OpcUaServerConfig.USER_TOKEN_POLICY_USERNAME);
        return Set.of(
                common.copy()
                        .setPath(settings.path())
                        .setSecurityPolicy(SecurityPolicy.Basic256Sha256)
                        .setSecurityMode(MessageSecurityMode.SignAndEncrypt)
                        .build(),
                common.copy()
                        .setPath(settings.path() + "/discovery")
                        .setSecurityPolicy(SecurityPolicy.None)
                        .setSecurityMode(MessageSecurityMode.None)
                        .build());
    }

    /** The server itself, for what a test does to it. */
    public OpcUaServer milo() {
        return server;
    }

    /** Adds a variable below Objects; its node id is the path with slashes. */
    public void add(String namespace, List<String> path, NodeId dataType, DataValue value) {
        of(namespace).add(path, dataType, value);
    }

    /** Gives a variable another value, which is sent to all clients that monitor it, however often. */
    public void push(String namespace, List<String> path, DataValue value) {
        of(namespace).push(path, value);
    }

    private PushNamespace of(String uri) {
        PushNamespace namespace = namespaces.get(uri);
        if (namespace == null) throw new IllegalArgumentException("the server has no namespace " + uri);
        return namespace;
    }

    /**
     * Listens from now on.
     *
     * @throws IllegalStateException when the port is taken
     */
    public void start() {
        await(server.startup());
    }

    @Override
    public void close() {
        namespaces.values().forEach(PushNamespace::shutdown);
        await(server.shutdown());
    }

    private static void await(Future<?> done) {
        try {
            done.get(STOP_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the OPC UA server cannot be started or stopped", e);
        }
    }

    /** The certificate is given; none is ever made. */
    private static final class NoOtherCertificates extends RsaSha256CertificateFactory {
        @Override
        protected X509Certificate[] createRsaSha256CertificateChain(KeyPair keyPair) {
            throw new IllegalStateException("the server has its certificate");
        }
    }
}
