package io.trivium.med.dicom.association;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of a host name, as last looked up. Lookups run in the background: the first at once, another when an answer older
 * than 30 seconds is used. So a slow name server delays no decision, except those in the first two seconds, which wait for the
 * first answer. Thread-safe.
 */
final class HostAddresses {
    private static final long FRESH_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long FIRST_WAIT_MILLIS = 2_000;

    /** Looks up a host name, such as {@link InetAddress#getAllByName}. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String name) throws UnknownHostException;
    }

    private final String name;
    private final Resolver resolver;
    private final CompletableFuture<@Nullable Void> first = new CompletableFuture<>();
    private final AtomicBoolean isAsking = new AtomicBoolean();
    private volatile Set<InetAddress> known = Set.of();
    private volatile long answeredAt = System.nanoTime();

    HostAddresses(String name, Resolver resolver) {
        this.name = name;
        this.resolver = resolver;
        first.completeOnTimeout(null, FIRST_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        ask();
    }

    boolean contains(InetAddress address) {
        if (System.nanoTime() - answeredAt > FRESH_NANOS) ask();
        first.join();
        return known.contains(address);
    }

    private void ask() {
        if (!isAsking.compareAndSet(false, true)) return;
        // The lookup waits in native code, which would keep the carrier of a virtual thread.
        Thread.ofPlatform().daemon().name("host-" + name).start(() -> {
            try {
                known = Set.copyOf(Arrays.asList(resolver.resolve(name)));
            } catch (UnknownHostException e) {
                known = Set.of();
            } finally {
                answeredAt = System.nanoTime();
                isAsking.set(false);
                first.complete(null);
            }
        });
    }
}
