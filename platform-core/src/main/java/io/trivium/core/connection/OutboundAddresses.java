package io.trivium.core.connection;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which hosts connections may reach, so that whoever may add a connection cannot reach the networks of this machine through it
 * (server-side request forgery, OWASP ASVS 5.0, 1.3.6). Addresses of special purpose (RFC 6890 and its registries) are refused
 * unless {@code platform.connections.allow} names them. A name is resolved, and every address of it must be allowed. Thread-safe.
 */
@ApplicationScoped
public class OutboundAddresses {
    /** IANA IPv4 Special-Purpose Address Registry, multicast and reserved space. */
    private static final List<AddressBlock> SPECIAL_V4 = rules(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");

    /** Global unicast space of IPv6. */
    private static final AddressBlock GLOBAL_V6 = AddressBlock.parse("2000::/3");

    /** Parts of {@link #GLOBAL_V6} that are of special purpose or carry an IPv4 address. */
    private static final List<AddressBlock> SPECIAL_V6 = rules("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    /** What an allowed name may resolve to. */
    private static final List<AddressBlock> PRIVATE =
            rules("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7");

    /** Services of cloud providers for their machines, outside the link-local networks: one of them has a public address. */
    private static final List<AddressBlock> METADATA =
            rules("fd00:ec2::254/128", "fd20:ce::254/128", "100.100.100.200/32", "168.63.129.16/32");

    private static final Pattern OCTETS = Pattern.compile("(?:(?:0|[1-9]\\d{0,2})(?:\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]*:[0-9a-f:.]*");
    private static final Pattern NAME = Pattern.compile(
            "(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");

    private final List<AddressBlock> allowedBlocks = new ArrayList<>();
    private final List<String> allowedNames = new ArrayList<>();

    @Inject
    OutboundAddresses(ConnectionsConfig config) {
        this(config.allow().orElse(List.of()));
    }

    /** @throws IllegalArgumentException naming the entry of {@code platform.connections.allow} that is none */
    OutboundAddresses(List<String> allow) {
        for (String entry : allow) {
            String text = entry.strip().toLowerCase(Locale.ROOT);
            String name = text.startsWith("*.") ? text.substring(2) : text;
            if (isName(name)) allowedNames.add(text);
            else allowedBlocks.add(block(text));
        }
    }

    /** Rules that allow public addresses only. */
    public static OutboundAddresses publicOnly() {
        return new OutboundAddresses(List.of());
    }

    /** An address that connections must not use. */
    public static final class RefusedAddressException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedAddressException(String message) {
            super(message);
        }
    }

    /**
     * The address to connect to. Use it for the connection as it is: resolving the name a second time may give another one.
     *
     * @param host name in lower case without a final dot, IPv4 address in its dotted form, or IPv6 address, with or without
     *     brackets. A client that looks up a name itself shares the cached answer only for the same spelling.
     * @throws RefusedAddressException if an address of the host is not allowed, or the host is none
     * @throws UnknownHostException if the name cannot be resolved
     */
    public InetSocketAddress resolve(String host, int port) throws IOException {
        String bare = bare(host);
        if (!isName(bare) && !isAddress(bare)) {
            throw new RefusedAddressException("'" + host + "' is no host name and no IP address");
        }
        if (isName(bare) && !host.equals(bare)) {
            throw new RefusedAddressException("write '" + host + "' as '" + bare + "'");
        }
        InetAddress[] found = InetAddress.getAllByName(bare);
        for (InetAddress each : found) {
            if (!isAllowed(bare, each)) {
                throw new RefusedAddressException("'" + host + "'"
                        + (isName(bare) ? " resolves to " + each.getHostAddress() + ", which" : "")
                        + " is not reachable from here: it is within a private or special network that"
                        + " platform.connections.allow does not name");
            }
        }
        return new InetSocketAddress(found[0], port);
    }

    /** Why connections must not use the host, in the form "must be …"; empty if they may. */
    public Optional<String> problem(String host) {
        try {
            resolve(host, 1);
            return Optional.empty();
        } catch (RefusedAddressException e) {
            return Optional.of("must be a host that connections may use: " + e.getMessage());
        } catch (UnknownHostException e) {
            return Optional.of("must be a host that can be resolved; '" + host + "' cannot");
        } catch (IOException e) {
            return Optional.of("must be a host that can be resolved: " + e.getMessage());
        }
    }

    private boolean isAllowed(String host, InetAddress address) {
        if (isIn(allowedBlocks, address) || !isSpecial(address)) return true;
        return isIn(PRIVATE, address)
                && !isIn(METADATA, address)
                && allowedNames.stream().anyMatch(name -> covers(name, host));
    }

    private static boolean isSpecial(InetAddress address) {
        return isIn(METADATA, address)
                || (address instanceof Inet6Address
                        ? isIn(SPECIAL_V6, address) || !GLOBAL_V6.contains(address)
                        : isIn(SPECIAL_V4, address));
    }

    private static boolean isIn(List<AddressBlock> blocks, InetAddress address) {
        return blocks.stream().anyMatch(block -> block.contains(address));
    }

    private static boolean covers(String pattern, String host) {
        return pattern.startsWith("*.") ? host.endsWith(pattern.substring(1)) : host.equals(pattern);
    }

    private static String bare(String host) {
        String text = host.strip().toLowerCase(Locale.ROOT);
        String open = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        return open.endsWith(".") ? open.substring(0, open.length() - 1) : open;
    }

    /** A name ends with a label that begins with a letter, so that no number in any base is one. */
    private static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    private static boolean isAddress(String text) {
        return OCTETS.matcher(text).matches() || IPV6.matcher(text).matches();
    }

    private static AddressBlock block(String text) {
        try {
            String address = text.contains("/") ? text.substring(0, text.indexOf('/')) : text;
            if (isAddress(address)) {
                return AddressBlock.parse(text.contains("/") ? text : text + (address.contains(":") ? "/128" : "/32"));
            }
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "platform.connections.allow: '" + text + "' is no block: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("platform.connections.allow: '" + text
                + "' is no address, no block such as 10.20.0.0/16 and no host name");
    }

    private static List<AddressBlock> rules(String... blocks) {
        return Stream.of(blocks).map(AddressBlock::parse).toList();
    }
}
