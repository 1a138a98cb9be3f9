package io.trivium.fin.iso;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.trivium.core.connection.Connection;
import io.trivium.core.connection.Connections;
import io.trivium.core.connection.RunningLinks;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.jboss.logging.Logger;

/**
 * The links of {@code platform.fin.iso8583.links}, which are opened at the start of the service, and those that are managed
 * at run time. Thread-safe.
 */
@ApplicationScoped
class Iso8583Links {
    private static final Logger LOG = Logger.getLogger(Iso8583Links.class);
    private static final String PREFIX = "platform.fin.iso8583.links.";

    private final Iso8583Config config;
    private final Iso8583Service messages;
    private final KnownTenants tenants;
    private final TlsConfigurationRegistry certificates;
    private final RunningLinks managed;
    private final Map<String, Iso8583Link> links = new ConcurrentHashMap<>();

    Iso8583Links(
            Iso8583Config config,
            Iso8583Service messages,
            KnownTenants tenants,
            TlsConfigurationRegistry certificates,
            Connections connections) {
        this.config = config;
        this.messages = messages;
        this.tenants = tenants;
        this.certificates = certificates;
        this.managed = new RunningLinks(connections, Iso8583Kind.NAME, this::open);
    }

    void start(@Observes StartupEvent event) {
        config.links().forEach((name, link) -> {
            try {
                links.put(name, open(name, link));
            } catch (IOException e) {
                throw new UncheckedIOException(PREFIX + name + ": " + e.getMessage(), e);
            }
        });
        managed.start();
    }

    void stop(@Observes ShutdownEvent event) {
        managed.close();
        links.values().parallelStream().forEach(Iso8583Link::close);
    }

    /** A link that is managed at run time; its name here is that of no other, whatever organisation it belongs to. */
    private RunningLinks.Link open(Connection managed) throws IOException {
        String name = managed.name() + "-" + managed.id();
        Iso8583Link opened = open(name, Iso8583Kind.settings(managed));
        links.put(name, opened);
        return new RunningLinks.Link() {
            @Override
            public Optional<String> problem() {
                return Optional.empty();
            }

            @Override
            public void close() {
                links.remove(name);
                opened.close();
            }
        };
    }

    /** The port that a link listens on. */
    int port(String name) {
        Iso8583Link link = links.get(name);
        if (link == null) throw new IllegalArgumentException("no link is named " + name);
        return link.port();
    }

    private Iso8583Link open(String name, Iso8583Config.Link link) throws IOException {
        TenantId tenant = new TenantId(link.tenant());
        if (!tenants.contains(tenant)) {
            throw new IllegalArgumentException(PREFIX + name + ".tenant is none of platform.tenancy.tenants");
        }
        List<InetAddress> peers = link.peers().orElse(List.of()).stream()
                .map(InetAddress::ofLiteral)
                .toList();
        try {
            InetAddress address = InetAddress.getByName(link.address());
            requireProtection(name, link, address);
            Iso8583Link opened = new Iso8583Link(
                    name,
                    new InetSocketAddress(address, link.port()),
                    link.header(),
                    new Iso8583Link.Limits(link.maxConnections(), link.maxInFlight(), link.idle()),
                    !link.requireSignOn(),
                    link.tlsConfiguration().map(tls -> context(name, tls)),
                    peer -> peers.isEmpty() || peers.contains(peer),
                    (message, session) -> messages.answer(tenant, message, session));
            LOG.infof("link %s: ISO 8583 messages of %s are taken on port %d", name, tenant, opened.port());
            return opened;
        } catch (IOException e) {
            throw new IOException("cannot listen on " + link.address() + ":" + link.port() + ": " + e.getMessage(), e);
        }
    }

    /** Without TLS the peers' addresses are all that keeps strangers out. */
    static void requireProtection(String name, Iso8583Config.Link link, InetAddress address) {
        if (!isProtected(link, address)) {
            throw new IllegalArgumentException(
                    PREFIX + name + ".address is reachable from other machines: set " + PREFIX
                            + name + ".tls-configuration, or name the machines that may connect in " + PREFIX + name
                            + ".peers");
        }
    }

    static boolean isProtected(Iso8583Config.Link link, InetAddress address) {
        boolean named = !link.peers().orElse(List.of()).isEmpty();
        return address.isLoopbackAddress() || named || link.tlsConfiguration().isPresent();
    }

    private SSLContext context(String name, String tls) {
        Optional<SSLContext> context = certificates.get(tls).map(each -> {
            try {
                return each.createSSLContext();
            } catch (Exception e) {
                throw new IllegalArgumentException(
                        PREFIX + name + ".tls-configuration: quarkus.tls." + tls + " cannot be used: " + e.getMessage(),
                        e);
            }
        });
        return context.orElseThrow(() ->
                new IllegalArgumentException(PREFIX + name + ".tls-configuration: there is no quarkus.tls." + tls));
    }
}
