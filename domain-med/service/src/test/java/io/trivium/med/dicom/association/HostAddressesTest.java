package io.trivium.med.dicom.association;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class HostAddressesTest {
    private static final InetAddress SCANNER = InetAddress.ofLiteral("192.0.2.7");
    private static final InetAddress OTHER = InetAddress.ofLiteral("192.0.2.8");

    @Test
    void waitsForTheFirstAnswer() {
        HostAddresses addresses = new HostAddresses("ct", _ -> new InetAddress[] {SCANNER, SCANNER});
        assertTrue(addresses.contains(SCANNER));
        assertFalse(addresses.contains(OTHER));
    }

    @Test
    void aSlowNameServerDelaysOnlyTheFirstDecisions() {
        CountDownLatch answer = new CountDownLatch(1);
        HostAddresses addresses = new HostAddresses("ct", _ -> {
            try {
                answer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new InetAddress[] {SCANNER};
        });
        assertTimeout(Duration.ofSeconds(20), () -> assertFalse(addresses.contains(SCANNER)));
        assertTimeout(Duration.ofSeconds(1), () -> assertFalse(addresses.contains(SCANNER)));
        answer.countDown();
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!addresses.contains(SCANNER)) assertTrue(System.nanoTime() < until, "the answer is not used");
    }

    @Test
    void aNameThatCannotBeResolvedContainsNone() {
        HostAddresses addresses = new HostAddresses("ct", name -> {
            throw new UnknownHostException(name);
        });
        assertFalse(addresses.contains(SCANNER));
    }
}
