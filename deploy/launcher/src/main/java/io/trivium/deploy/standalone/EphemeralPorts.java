package io.trivium.deploy.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Ports from which the kernel takes the local end of outgoing connections. A server whose port is among them fails to
 * start whenever a connection happens to hold it, which looks like an intermittent fault.
 *
 * @param first lowest, included
 * @param last highest, included
 */
public record EphemeralPorts(int first, int last) {

    private static final Path RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    /** The range of Linux unless configured otherwise. */
    private static final EphemeralPorts USUAL = new EphemeralPorts(32_768, 60_999);

    public static EphemeralPorts ofThisMachine() {
        try {
            String[] bounds = Files.readString(RANGE).strip().split("\\s+", 2);
            return new EphemeralPorts(Integer.parseInt(bounds[0]), Integer.parseInt(bounds[1]));
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            return USUAL;
        }
    }

    public boolean overlaps(Ports ports) {
        return ports.all().values().stream().anyMatch(port -> port >= first && port <= last);
    }

    /** A warning for the user who chose the ports; empty when there is none. */
    public Optional<String> warning(Ports ports) {
        return overlaps(ports)
                ? Optional.of("Ports from base " + ports.base() + " lie in " + first + ".." + last
                        + ", from which outgoing connections of this machine take theirs: a component may now and then"
                        + " find its port taken. Choose a --port-base outside.")
                : Optional.empty();
    }
}
