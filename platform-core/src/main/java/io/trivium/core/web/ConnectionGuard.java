package io.trivium.core.web;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.ScheduledFuture;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.trivium.core.observability.MetricNames;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Limits the connections of the HTTP server, in total and for each address, and closes those on which a request's head
 * does not arrive in time, as half-open ones and those of slow senders: Vert.x waits for them forever. The first request
 * of a server installs it, which is the health check in every installation. Thread-safe.
 */
@ApplicationScoped
class ConnectionGuard {
    /** The first of all filters: the head of a request has arrived. */
    private static final int FIRST = 5_000_000;

    private static final AttributeKey<Boolean> GUARDED = AttributeKey.valueOf("trivium.guarded");
    private static final AttributeKey<HeadTimer> TIMER = AttributeKey.valueOf("trivium.head-timer");

    private final int most;
    private final int mostOfOne;
    private final Duration headTime;
    private final AtomicInteger all = new AtomicInteger();
    private final Map<String, Integer> ofAddress = new ConcurrentHashMap<>();
    private final Counter tooMany;
    private final Counter tooManyOfOne;
    private final Counter tooSlow;

    ConnectionGuard(WebConfig web, MeterRegistry meters) {
        WebConfig.Connections limits = web.connections();
        this.most = limits.total();
        this.mostOfOne = limits.perAddress();
        this.headTime = limits.headTime();
        this.tooMany = meters.counter(MetricNames.CONNECTIONS_CLOSED, "reason", "total");
        this.tooManyOfOne = meters.counter(MetricNames.CONNECTIONS_CLOSED, "reason", "address");
        this.tooSlow = meters.counter(MetricNames.CONNECTIONS_CLOSED, "reason", "head");
    }

    void register(@Observes Filters filters) {
        filters.register(this::began, FIRST);
    }

    private void began(RoutingContext routing) {
        if (routing.request().connection() instanceof ConnectionBase connection) {
            Channel channel = connection.channel();
            HeadTimer timer = channel.attr(TIMER).get();
            if (timer != null) {
                timer.begin(routing);
            } else if (channel.parent() != null
                    && channel.parent().attr(GUARDED).setIfAbsent(Boolean.TRUE) == null) {
                channel.parent().pipeline().addFirst(new Gate());
            }
        }
        routing.next();
    }

    private static String addressOf(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress remote && remote.getAddress() != null
                ? remote.getAddress().getHostAddress()
                : "local";
    }

    /** Admits or closes each connection that the server accepts. */
    @Sharable
    private final class Gate extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            if (!(accepted instanceof Channel channel)) {
                context.fireChannelRead(accepted);
                return;
            }
            String address = addressOf(channel);
            @Nullable Counter refusal = count(address);
            channel.closeFuture().addListener(_ -> release(address));
            if (refusal != null) {
                refusal.increment();
                channel.unsafe().closeForcibly();
                return;
            }
            HeadTimer timer = new HeadTimer();
            channel.attr(TIMER).set(timer);
            channel.pipeline().addFirst(timer);
            context.fireChannelRead(channel);
        }

        private @Nullable Counter count(String address) {
            int ofOne = ofAddress.merge(address, 1, Integer::sum);
            if (all.incrementAndGet() > most) return tooMany;
            return ofOne > mostOfOne ? tooManyOfOne : null;
        }

        private void release(String address) {
            all.decrementAndGet();
            ofAddress.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
        }
    }

    /**
     * Runs while no request is open and a head is expected: from the start of a connection, and from the first byte after
     * a request. Over HTTP/2 only the first head is timed; later frames need not be requests. Used by the connection's
     * event loop alone.
     */
    private final class HeadTimer extends ChannelInboundHandlerAdapter {
        private @Nullable ScheduledFuture<?> timeout;
        private int open;
        private boolean off;

        @Override
        public void channelActive(ChannelHandlerContext context) throws Exception {
            start(context);
            super.channelActive(context);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
            start(context);
            super.channelRead(context, bytes);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) throws Exception {
            stop();
            super.channelInactive(context);
        }

        void begin(RoutingContext routing) {
            stop();
            open++;
            if (routing.request().version() == HttpVersion.HTTP_2) {
                off = true;
            } else {
                routing.addEndHandler(_ -> open--);
            }
        }

        private void start(ChannelHandlerContext context) {
            if (off || open > 0 || timeout != null) return;
            timeout = context.executor().schedule(() -> expire(context), headTime.toMillis(), TimeUnit.MILLISECONDS);
        }

        private void expire(ChannelHandlerContext context) {
            tooSlow.increment();
            context.channel().unsafe().close(context.voidPromise());
        }

        private void stop() {
            if (timeout != null) {
                timeout.cancel(false);
                timeout = null;
            }
        }
    }
}
