package io.trivium.deploy.chaos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each mode against an echo server: the bytes that arrive, when, and those that do not. */
@Timeout(30)
class FaultProxyTest {
    private static final int SOON_MS = 300;

    private EchoServer server;
    private FaultProxy proxy;
    private final List<Socket> clients = new ArrayList<>();

    @BeforeEach
    void listen() throws IOException {
        server = new EchoServer();
        proxy = new FaultProxy(0, server.port(), 42);
    }

    @AfterEach
    void close() throws IOException {
        for (Socket client : clients) client.close();
        proxy.close();
        server.close();
        assertEquals(0, proxy.connections());
    }

    private Socket connect() throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        client.setSoTimeout(10_000);
        clients.add(client);
        return client;
    }

    private static byte[] echo(Socket client, byte[] bytes) throws IOException {
        client.getOutputStream().write(bytes);
        return client.getInputStream().readNBytes(bytes.length);
    }

    private static void assertEchoes(Socket client) throws IOException {
        assertArrayEquals(new byte[] {1, 2, 3}, echo(client, new byte[] {1, 2, 3}));
    }

    private static void assertSilent(Socket client) throws IOException {
        client.setSoTimeout(SOON_MS);
        assertThrows(SocketTimeoutException.class, () -> client.getInputStream().read());
        client.setSoTimeout(10_000);
    }

    private static void assertReset(Socket client) {
        assertThrows(SocketException.class, () -> {
            while (true) {
                client.getOutputStream().write(1);
                if (client.getInputStream().read() < 0) return;
            }
        });
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    /** Bytes and how long their echo took. */
    private static Duration time(Socket client, byte[] bytes) throws Exception {
        long start = System.nanoTime();
        CompletableFuture<Void> written = CompletableFuture.runAsync(() -> {
            try {
                client.getOutputStream().write(bytes);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        assertArrayEquals(bytes, client.getInputStream().readNBytes(bytes.length));
        written.get(10, TimeUnit.SECONDS);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void passesAllAndTheEndOfTheInput() throws Exception {
        Socket client = connect();
        time(client, random(1_000_000));
        client.shutdownOutput();
        assertEquals(-1, client.getInputStream().read());
    }

    @Test
    void delaysBothWays() throws Exception {
        Socket client = connect();
        assertEchoes(client);
        proxy.set(new Mode.Delay(Duration.ofMillis(100), Duration.ofMillis(20)));
        Duration took = time(client, random(100));
        assertTrue(took.toMillis() >= 200, () -> "took " + took);
    }

    @Test
    void throttles() throws Exception {
        Socket client = connect();
        proxy.set(new Mode.Throttle(20_000));
        Duration took = time(client, random(10_000));
        assertTrue(took.toMillis() >= 500, () -> "took " + took);
    }

    @Test
    void cutsWhatIsOpenAndWhatIsNew() throws Exception {
        Socket client = connect();
        assertEchoes(client);
        proxy.set(new Mode.Cut());
        assertReset(client);
        assertReset(connect());
        proxy.set(new Mode.Pass());
        assertEchoes(connect());
    }

    @Test
    void swallowsInABlackHoleAndResetsWhatLostBytesAfterwards() throws Exception {
        Socket talking = connect();
        Socket idle = connect();
        assertEchoes(talking);
        assertEchoes(idle);
        proxy.set(new Mode.BlackHole());
        Socket fresh = connect();
        fresh.getOutputStream().write(1);
        talking.getOutputStream().write(1);
        assertSilent(talking);
        assertSilent(fresh);
        assertEquals(6, server.received());
        proxy.set(new Mode.Pass());
        assertReset(talking);
        assertReset(fresh);
        assertEchoes(idle);
    }

    @Test
    void losesOneDirectionHalfOpen() throws Exception {
        Socket client = connect();
        proxy.set(new Mode.HalfOpen(Direction.TO_CLIENT));
        client.getOutputStream().write(new byte[] {1, 2});
        await(() -> server.received() == 2);
        assertSilent(client);
        proxy.set(new Mode.Pass());
        assertReset(client);

        Socket other = connect();
        proxy.set(new Mode.HalfOpen(Direction.TO_SERVER));
        other.getOutputStream().write(1);
        assertSilent(other);
        assertEquals(2, server.received());
    }

    @Test
    void slicesWithoutLosingAByte() throws Exception {
        Socket client = connect();
        proxy.set(new Mode.Slice(50));
        time(client, random(5_000));
    }

    @Test
    void holdsBackWhileCloggedAndGoesOnWhenUnclogged() throws Exception {
        Socket client = connect();
        assertEchoes(client);
        proxy.set(new Mode.Clog());
        client.getOutputStream().write(new byte[] {4, 5});
        assertSilent(client);
        Socket fresh = connect();
        fresh.getOutputStream().write(6);
        assertSilent(fresh);
        proxy.set(new Mode.Pass());
        assertArrayEquals(new byte[] {4, 5}, client.getInputStream().readNBytes(2));
        assertEquals(6, fresh.getInputStream().read());
    }

    @Test
    void aChangeOfModeEndsAWait() throws Exception {
        Socket client = connect();
        proxy.set(new Mode.Delay(Duration.ofMinutes(5), Duration.ZERO));
        client.getOutputStream().write(1);
        assertSilent(client);
        proxy.set(new Mode.Pass());
        assertEquals(1, client.getInputStream().read());
    }

    @Test
    void resetsWhereThereIsNoServer() throws Exception {
        server.close();
        assertReset(connect());
    }

    /** A service may be stopped at any moment of any mode: nothing of the proxy must stay. */
    @Test
    void leavesNoThreadAndNoDescriptor() throws Exception {
        long before = descriptors();
        for (Mode mode : List.of(
                new Mode.Pass(),
                new Mode.Delay(Duration.ofMinutes(1), Duration.ZERO),
                new Mode.Throttle(1),
                new Mode.Cut(),
                new Mode.BlackHole(),
                new Mode.HalfOpen(Direction.TO_SERVER),
                new Mode.Slice(1),
                new Mode.Clog())) {
            List<Socket> open = new ArrayList<>();
            try (FaultProxy many = new FaultProxy(0, server.port(), 1)) {
                many.set(mode);
                for (int i = 0; i < 10; i++) {
                    Socket client = new Socket(InetAddress.getLoopbackAddress(), many.port());
                    open.add(client);
                    try {
                        client.getOutputStream().write(random(2_000));
                    } catch (SocketException _) {
                        assertEquals(new Mode.Cut(), mode);
                    }
                }
                await(() -> many.accepted() == 10);
            }
            for (Socket client : open) client.close();
        }
        await(() -> descriptors() <= before);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; !condition.getAsBoolean(); i++) {
            assertTrue(i < 1_000, "it did not come within ten seconds");
            new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
        }
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(Files::exists).count();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
