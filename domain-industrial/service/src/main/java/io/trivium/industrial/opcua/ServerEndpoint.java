package io.trivium.industrial.opcua;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.quality.QualityNotes;
import io.trivium.industrial.quality.QualityReason;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.eclipse.milo.opcua.sdk.client.DiscoveryClient;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.OpcUaClientConfig;
import org.eclipse.milo.opcua.sdk.client.OpcUaClientConfigBuilder;
import org.eclipse.milo.opcua.sdk.client.identity.AnonymousProvider;
import org.eclipse.milo.opcua.sdk.client.identity.IdentityProvider;
import org.eclipse.milo.opcua.sdk.client.identity.UsernameProvider;
import org.eclipse.milo.opcua.sdk.client.identity.X509IdentityProvider;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.util.CertificateUtil;
import org.eclipse.milo.opcua.stack.core.util.EndpointUtil;

/** Finds the endpoint of a server that matches the configuration, and prepares clients for it. Thread-safe; blocks. */
final class ServerEndpoint {
    private static final String DISCOVERY = "/discovery";

    private final String name;
    private final TenantId tenant;
    private final OpcUaConfig.Server config;
    private final OwnCertificate own;
    private final ServerTrust trust;
    private final QualityNotes notes;
    private final InstantSource clock;
    private final IdentityProvider identity;
    private final HostCheck hostCheck;

    /** Refuses hosts that must not be connected to; asked before every connection. */
    @FunctionalInterface
    interface HostCheck {
        /**
         * Checks a host.
         *
         * @throws IOException when the name has no address, or one that is not allowed
         */
        void check(String host, int port) throws IOException;
    }

    ServerEndpoint(
            String name,
            TenantId tenant,
            OpcUaConfig.Server config,
            OwnCertificate own,
            ServerTrust trust,
            QualityNotes notes,
            InstantSource clock,
            HostCheck hostCheck) {
        this.name = name;
        this.tenant = tenant;
        this.config = config;
        this.own = own;
        this.trust = trust;
        this.notes = notes;
        this.clock = clock;
        this.identity = identity();
        this.hostCheck = hostCheck;
    }

    private IdentityProvider identity() {
        if (config.userCertificate().isPresent()) {
            try {
                PrivateKey key = Pem.key(config.userKey().orElseThrow());
                return new X509IdentityProvider(
                        Pem.certificate(config.userCertificate().orElseThrow()), key);
            } catch (IOException | GeneralSecurityException e) {
                throw new IllegalArgumentException(
                        "platform.industrial.intake.opcua." + name + ".user-certificate or user-key cannot be read: "
                                + e.getMessage(),
                        e);
            }
        }
        return config.username()
                .<IdentityProvider>map(
                        user -> new UsernameProvider(user, config.password().orElse("")))
                .orElseGet(AnonymousProvider::new);
    }

    /**
     * A client that is not connected yet, for the server as it presents itself now: its certificate may be another than at
     * the last time.
     *
     * @throws UaException when the server is unavailable, offers no such protection or is not trusted
     */
    OpcUaClient client() throws UaException, InterruptedException {
        own.notice(clock.instant()).ifPresent(notice -> note(QualityReason.CERTIFICATE_EXPIRES, notice));
        try {
            hostCheck.check(host(), EndpointUtil.getPort(config.endpoint()));
        } catch (IOException e) {
            throw new UaException(StatusCodes.Bad_ConnectionRejected, e.getMessage(), e);
        }
        EndpointDescription endpoint = endpoint(offered());
        if (config.securityPolicy() != OpcUaConfig.Policy.NONE) {
            trust.admit(
                    CertificateUtil.decodeCertificates(
                            endpoint.getServerCertificate().bytesOrEmpty()),
                    endpoint.getServer().getApplicationUri(),
                    host());
        }
        OpcUaClientConfigBuilder settings = OpcUaClientConfig.builder()
                .setEndpoint(endpoint)
                .setApplicationName(LocalizedText.english(OpcUaIntake.NAME))
                .setApplicationUri(own.applicationUri())
                .setProductUri("urn:trivium:industrial")
                .setSessionName(() -> "trivium-" + name)
                .setIdentityProvider(identity)
                .setCertificateValidator(trust)
                .setRequestTimeout(Unsigned.uint(config.requestTimeout().toMillis()));
        if (config.securityPolicy() != OpcUaConfig.Policy.NONE) {
            settings.setKeyPair(own.keys())
                    .setCertificate(own.certificate())
                    .setCertificateChain(new X509Certificate[] {own.certificate()});
        }
        return OpcUaClient.create(settings.build());
    }

    private List<EndpointDescription> offered() throws UaException, InterruptedException {
        try {
            return discover(config.endpoint());
        } catch (UaException e) {
            if (config.endpoint().endsWith(DISCOVERY)) throw e;
            // Some servers tell their endpoints under an address of its own only.
            try {
                return discover(config.endpoint().replaceAll("/+$", "") + DISCOVERY);
            } catch (UaException again) {
                e.addSuppressed(again);
                throw e;
            }
        }
    }

    private List<EndpointDescription> discover(String address) throws UaException, InterruptedException {
        try {
            return DiscoveryClient.getEndpoints(address)
                    .get(config.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw UaException.extract(e)
                    .orElseGet(() -> new UaException(StatusCodes.Bad_ConnectionRejected, e.getCause()));
        } catch (TimeoutException e) {
            throw new UaException(StatusCodes.Bad_Timeout, e);
        }
    }

    /** The strongest of the endpoints that fit, at the configured address: servers call themselves by names of their own. */
    private EndpointDescription endpoint(List<EndpointDescription> offered) throws UaException {
        Optional<EndpointDescription> fitting = offered.stream()
                .filter(endpoint -> config.securityPolicy().standard().getUri().equals(endpoint.getSecurityPolicyUri())
                        && config.securityMode().standard() == endpoint.getSecurityMode()
                        && String.valueOf(endpoint.getEndpointUrl()).startsWith("opc.tcp:"))
                .max(Comparator.comparingInt(
                        endpoint -> endpoint.getSecurityLevel().intValue()));
        if (fitting.isEmpty()) {
            String detail = "The server offers no endpoint with "
                    + config.securityPolicy().standard() + ", "
                    + config.securityMode().standard() + "; it offers "
                    + offered.stream().map(ServerEndpoint::describe).distinct().collect(Collectors.joining("; "))
                    + ". Enable it at the server, or change security-policy and security-mode.";
            note(QualityReason.SERVER_REFUSES, detail);
            throw new UaException(StatusCodes.Bad_SecurityPolicyRejected, detail);
        }
        return EndpointUtil.updateUrl(fitting.orElseThrow(), host(), EndpointUtil.getPort(config.endpoint()));
    }

    private String host() throws UaException {
        String host = EndpointUtil.getHost(config.endpoint());
        if (host == null) {
            throw new UaException(StatusCodes.Bad_TcpEndpointUrlInvalid, config.endpoint() + " names no host");
        }
        return host;
    }

    private static String describe(EndpointDescription endpoint) {
        return SecurityPolicy.fromUriSafe(endpoint.getSecurityPolicyUri())
                        .map(Enum::name)
                        .orElse(endpoint.getSecurityPolicyUri())
                + ", " + endpoint.getSecurityMode();
    }

    /** Puts down that the server does not let this service in, where that is what the failure says. */
    void noteRefusal(UaException failure) {
        long code = failure.getStatusCode().value();
        if (code == StatusCodes.Bad_IdentityTokenRejected
                || code == StatusCodes.Bad_IdentityTokenInvalid
                || code == StatusCodes.Bad_UserAccessDenied) {
            note(
                    QualityReason.SERVER_REFUSES,
                    "The server refuses the user (" + NodeValue.name(failure.getStatusCode())
                            + "): check username and password, or the user's certificate, and the user's rights there.");
        } else if (failure.getStatusCode().isSecurityError()) {
            note(
                    QualityReason.SERVER_REFUSES,
                    "The server refuses this service (" + NodeValue.name(failure.getStatusCode()) + "): trust "
                            + own.file()
                            + " there. Many servers keep it among the rejected ones, from where it is accepted.");
        }
    }

    private void note(QualityReason reason, String detail) {
        notes.note(tenant, OpcUaIntake.source(name), reason, 1, detail, null);
    }
}
