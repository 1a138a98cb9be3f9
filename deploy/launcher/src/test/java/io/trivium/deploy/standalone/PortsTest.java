package io.trivium.deploy.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.component.PortOwner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void countsAllPortsFromTheBase() {
        assertEquals(
                List.of(
                        18032, 18092, 18093, 18180, 18080, 18081, 18112, 18142, 18143, 18082, 18083, 18118, 18119,
                        18084, 18085, 18086, 18087),
                List.copyOf(new Ports(Ports.DEFAULT_BASE).all().values()));
    }

    @Test
    void givesNoPortTwice() {
        List<Integer> ports = List.copyOf(new Ports(20_000).all().values());
        assertEquals(ports.size(), new HashSet<>(ports).size());
    }

    @Test
    void refusesABaseWhosePortsDoNotExist() {
        assertThrows(IllegalArgumentException.class, () -> new Ports(65_500));
        assertThrows(IllegalArgumentException.class, () -> new Ports(80));
    }

    @Test
    void namesTheProcessThatHoldsAPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertFalse(PortOwner.isFree(socket.getLocalPort()));
            assertEquals(
                    ProcessHandle.current().pid(),
                    PortOwner.of(socket.getLocalPort()).orElseThrow().pid());
        }
    }

    @Test
    void knowsAFreePort() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertTrue(PortOwner.isFree(port));
        assertTrue(PortOwner.of(port).isEmpty());
    }

    @Test
    void warnsOfPortsThatOutgoingConnectionsTake() {
        EphemeralPorts ephemeral = new EphemeralPorts(32_768, 60_999);
        assertTrue(ephemeral.warning(new Ports(Ports.DEFAULT_BASE)).isEmpty());
        assertTrue(ephemeral.warning(new Ports(32_587)).isEmpty(), "its highest port is 32767");
        assertEquals(
                "Ports from base 32588 lie in 32768..60999, from which outgoing connections of this machine take theirs:"
                        + " a component may now and then find its port taken. Choose a --port-base outside.",
                ephemeral.warning(new Ports(32_588)).orElseThrow());
    }
}
