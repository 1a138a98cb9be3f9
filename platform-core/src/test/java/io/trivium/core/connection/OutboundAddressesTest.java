package io.trivium.core.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Server-side request forgery: which hosts a connection may name. */
class OutboundAddressesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.1.2.3",
                "0.0.0.0",
                "10.1.2.3",
                "100.64.0.1",
                "100.100.100.200",
                "168.63.129.16",
                "169.254.169.254",
                "172.31.255.255",
                "192.168.0.10",
                "192.0.0.192",
                "198.18.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "[::1]",
                "::",
                "::ffff:127.0.0.1",
                "::ffff:a9fe:a9fe",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b::169.254.169.254",
                "2002:7f00:1::1",
                "2001:0:7f00:1::1",
                "fd00:ec2::254",
                "fc00::1",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "2130706433",
                "0x7f000001",
                "0x7f.0.0.1",
                "0177.0.0.1",
                "017700000001",
                "127.1",
                "127.0.1",
                "1.2.3.4.5",
                "127.0.0.1%lo",
                "fe80::1%eth0",
                "localhost",
                "LOCALHOST.",
                "user@127.0.0.1",
                "127.0.0.1:80",
                "example.com/path",
                "a b",
                "",
                "."
            })
    void refusesWhatIsNotReachableFromOutside(String host) {
        assertTrue(new OutboundAddresses(List.of()).problem(host).isPresent(), host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "2606:4700:4700::1111", "[2606:4700:4700::1111]"})
    void allowsPublicAddresses(String host) {
        assertEquals(Optional.empty(), new OutboundAddresses(List.of()).problem(host));
    }

    @ParameterizedTest
    @CsvSource({
        "10.20.0.0/16, 10.20.3.4, true",
        "10.20.0.0/16, 10.21.3.4, false",
        "10.20.3.4, 10.20.3.4, true",
        "10.20.3.4, 10.20.3.5, false",
        "fd12::/16, fd12::5, true",
        "fd12::/16, fd13::5, false",
        "127.0.0.0/8, localhost, true",
        "127.0.0.0/8, ::1, false",
        "localhost, localhost, false", // a name admits no loopback address
        "*.site.example, 127.0.0.1, false"
    })
    void allowsWhatTheOperatorNames(String allow, String host, boolean allowed) {
        assertEquals(
                allowed, new OutboundAddresses(List.of(allow)).problem(host).isEmpty());
    }

    @Test
    void resolvesToTheAddressThatWasChecked() throws IOException {
        OutboundAddresses addresses = new OutboundAddresses(List.of("127.0.0.0/8"));
        assertEquals(
                "127.0.0.1", addresses.resolve("127.0.0.1", 104).getAddress().getHostAddress());
        assertThrows(IOException.class, () -> addresses.resolve("169.254.169.254", 80));
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOCALHOST", "localhost.", " localhost"})
    void refusesANameThatAClientWouldLookUpAgain(String host) {
        String problem =
                new OutboundAddresses(List.of("127.0.0.0/8")).problem(host).orElseThrow();
        assertTrue(problem.endsWith("write '" + host + "' as 'localhost'"), problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0/8", "0x7f000001", "https://example.com", "*"})
    void refusesAnAllowListThatSaysNothing(String entry) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> new OutboundAddresses(List.of(entry)));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("platform.connections.allow"), refused::getMessage);
    }
}
