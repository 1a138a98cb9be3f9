package io.trivium.core.web;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.ScheduledFuture;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.trivium.core.observability.MetricNames;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Limits the connections of the HTTP server, in total and for each address, and closes those on which a request's head
 * does not arrive in time, as half-open ones and those of slow senders, and those on which a body stops before its end:
 * Vert.x waits for them forever. The first request of a server installs it, which the guard sends itself. Thread-safe.
 */
@ApplicationScoped
class ConnectionGuard {
    /** The first of all filters: the head of a request has arrived. */
    private static final int FIRST = 5_000_000;

    private static final Logger LOG = Logger.getLogger(ConnectionGuard.class);

    /** Vert.x' name of its own handler, which gets the parts of decoded requests. */
    private static final String DECODED = "handler";

    private static final AttributeKey<Boolean> GUARDED = AttributeKey.valueOf("trivium.guarded");
    private static final AttributeKey<HeadTimer> TIMER = AttributeKey.valueOf("trivium.head-timer");

    private final int most;
    private final int mostOfOne;
    private final Duration headTime;
    private final Duration bodyTime;
    private final Vertx vertx;
    private final AtomicInteger all = new AtomicInteger();
    private final Map<String, Integer> ofAddress = new ConcurrentHashMap<>();
    private final Counter tooMany;
    private final Counter tooManyOfOne;
    private final Counter tooSlow;
    private final Counter unfinished;

    ConnectionGuard(WebConfig web, MeterRegistry meters, Vertx vertx) {
        WebConfig.Connections limits = web.connections();
        this.most = limits.total();
        this.mostOfOne = limits.perAddress();
        this.headTime = limits.headTime();
        this.bodyTime = limits.bodyTime();
        this.vertx = vertx;
        this.tooMany = meters.counter(MetricNames.CONNECTIONS_CLOSED, "reason", "total");
        this.tooManyOfOne = meters.counter(MetricNames.CONNECTIONS_CLOSED, "reason", "address");
        this.tooSlow = meters.counter(MetricNames.CONNECTIONS_CLOSED, "reason", "head");
        this.unfinished = meters.counter(MetricNames.CONNECTIONS_CLOSED, "reason", "body");
    }

    void started(@ObservesAsync HttpServerStart server) {
        sendFirstRequest(server.options());
    }

    void started(@ObservesAsync HttpsServerStart server) {
        sendFirstRequest(server.options());
    }

    /** Without it, half-open connections that come before any request would have no limit. */
    private void sendFirstRequest(HttpServerOptions server) {
        if (server.getPort() < 1) return; // one that the system chose
        String host = server.getHost().equals("0.0.0.0") ? "127.0.0.1" : server.getHost();
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setSsl(server.isSsl())
                .setTrustAll(true) // its own address, which its certificate need not name
                .setVerifyHost(false));
        client.request(HttpMethod.HEAD, server.getPort(), host, "/problems")
                .compose(HttpClientRequest::send)
                .onComplete(answer -> {
                    if (answer.failed()) {
                        LOG.warn(
                                "connections have no limit before the first request: the guard's own request failed",
                                answer.cause());
                    }
                    client.close();
                });
    }

    void register(@Observes Filters filters) {
        filters.register(this::began, FIRST);
    }

    private void began(RoutingContext routing) {
        if (routing.request().connection() instanceof ConnectionBase connection) {
            Channel channel = connection.channel();
            HeadTimer timer = channel.attr(TIMER).get();
            if (timer != null) {
                timer.begin(routing, channel);
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
        private @Nullable BodyTimer body;
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

        void begin(RoutingContext routing, Channel channel) {
            stop();
            open++;
            if (routing.request().version() == HttpVersion.HTTP_2) {
                off = true;
                return;
            }
            routing.addEndHandler(_ -> open--);
            if (body == null && channel.pipeline().get(DECODED) != null) {
                body = new BodyTimer(this);
                channel.pipeline().addBefore(DECODED, null, body);
            }
        }

        boolean isAnswering() {
            return open > 0;
        }

        private void start(ChannelHandlerContext context) {
            if (off || open > 0 || timeout != null || (body != null && body.awaited)) return;
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

    /**
     * Runs while parts of a body are missing, over HTTP/1.1, and closes the connection when none has come for a time,
     * unless the service is still to answer and does not read. Installed while the head of the first request is handled.
     * Used by the connection's event loop alone.
     */
    private final class BodyTimer extends ChannelInboundHandlerAdapter {
        private final HeadTimer requests;
        private @Nullable ScheduledFuture<?> check;
        private boolean awaited;
        private long last;

        private BodyTimer(HeadTimer requests) {
            this.requests = requests;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            await(context);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object part) throws Exception {
            if (part instanceof LastHttpContent) awaited = false;
            else await(context);
            super.channelRead(context, part);
        }

        private void await(ChannelHandlerContext context) {
            awaited = true;
            last = System.nanoTime();
            if (check == null) schedule(context, bodyTime.toNanos());
        }

        private void schedule(ChannelHandlerContext context, long nanos) {
            check = context.executor().schedule(() -> look(context), nanos, TimeUnit.NANOSECONDS);
        }

        private void look(ChannelHandlerContext context) {
            check = null;
            if (!awaited || !context.channel().isActive()) return;
            if (requests.isAnswering() && !context.channel().config().isAutoRead()) last = System.nanoTime();
            long left = last + bodyTime.toNanos() - System.nanoTime();
            if (left > 0) {
                schedule(context, left);
                return;
            }
            unfinished.increment();
            context.channel().unsafe().close(context.voidPromise());
        }
    }
}
