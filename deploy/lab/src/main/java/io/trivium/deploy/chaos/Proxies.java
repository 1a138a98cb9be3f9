package io.trivium.deploy.chaos;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.standalone.Link;
import io.trivium.deploy.standalone.Ports;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A proxy on every link of a platform. */
public final class Proxies implements AutoCloseable {
    private static final int BYTES_PER_SECOND = 8_000;
    private static final Duration LONGEST_DELAY = Duration.ofMillis(500);
    private static final int LARGEST_SLICE = 64;

    private final Map<Link, FaultProxy> proxies = new EnumMap<>(Link.class);

    /** Listens on all links, which must be done before the platform starts. */
    public Proxies(Ports ports, long seed) {
        Random random = new Random(seed);
        for (Link link : Link.values()) {
            try {
                proxies.put(link, new FaultProxy(link.proxy(ports), link.target(ports), random.nextLong()));
            } catch (IOException e) {
                close();
                throw LauncherException.failure("Port " + link.proxy(ports) + ", which the proxy of " + link
                        + " needs, cannot be listened at (" + e.getMessage()
                        + "); end the process that has it, or choose another --port-base.");
            }
        }
    }

    private FaultProxy of(Link link) {
        FaultProxy proxy = proxies.get(link);
        if (proxy == null) throw new IllegalStateException("no proxy of " + link);
        return proxy;
    }

    static Link link(String name) {
        return Arrays.stream(Link.values())
                .filter(link -> link.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no link " + name));
    }

    void set(Link link, Mode mode) {
        of(link).set(mode);
    }

    /** From now on connections on that link are reset. */
    public void cut(Link link) {
        set(link, new Mode.Cut());
    }

    /** From now on connections on that link are accepted, but no data passes. */
    public void blackHole(Link link) {
        set(link, new Mode.BlackHole());
    }

    /** The link is as if no proxy were there. */
    public void pass(Link link) {
        set(link, new Mode.Pass());
    }

    /** From now on the link behaves as the fault specifies. */
    void disturb(Fault fault) {
        set(link(fault.target()), mode(fault.kind(), new Random(fault.seed())));
    }

    void restore(String link) {
        pass(link(link));
    }

    /** All links pass again. */
    public void restoreAll() {
        proxies.values().forEach(proxy -> proxy.set(new Mode.Pass()));
    }

    static Mode mode(FaultKind kind, Random random) {
        return switch (kind) {
            case DELAY ->
                new Mode.Delay(
                        Duration.ofMillis(random.nextLong(50, LONGEST_DELAY.toMillis())), LONGEST_DELAY.dividedBy(5));
            case THROTTLE -> new Mode.Throttle(BYTES_PER_SECOND);
            case CUT -> new Mode.Cut();
            case BLACK_HOLE -> new Mode.BlackHole();
            case HALF_OPEN -> new Mode.HalfOpen(random.nextBoolean() ? Direction.TO_SERVER : Direction.TO_CLIENT);
            case SLICE -> new Mode.Slice(1 + random.nextInt(LARGEST_SLICE));
            case KILL, FAULT_POINT, STOP, SWIZZLE_CLOG, DISK_FULL, POWER_CUT, CLOCK_JUMP ->
                throw new IllegalArgumentException(kind + " is no fault of a link");
        };
    }

    /** All links in an order of the seed's. */
    static List<Link> shuffled(Random random) {
        List<Link> links = new ArrayList<>(Arrays.asList(Link.values()));
        Collections.shuffle(links, random);
        return links;
    }

    /** Connections that are open through all of them. */
    int connections() {
        return proxies.values().stream().mapToInt(FaultProxy::connections).sum();
    }

    @Override
    public void close() {
        for (FaultProxy proxy : proxies.values()) {
            try {
                proxy.close();
            } catch (IOException e) {
                throw LauncherException.failure("A proxy cannot be ended: " + e.getMessage());
            }
        }
    }
}
