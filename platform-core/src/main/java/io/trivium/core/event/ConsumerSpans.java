package io.trivium.core.event;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * Spans of the work on Kafka records, by OpenTelemetry's semantic conventions for messaging. While the work runs, its
 * span is the current one and its ids are in the log: records that the work sends or puts into the outbox continue the
 * same trace. Work on records that are not sampled gets no span of its own and costs only a check of the headers.
 * Thread-safe.
 */
public final class ConsumerSpans {
    /** The number of links that an SDK keeps by default; it would drop further ones. */
    static final int MOST_LINKS = 128;

    private static final String SCOPE = "io.trivium.core.event";
    private static final String TRACE_ID = "traceId";
    private static final String SPAN_ID = "spanId";

    private final Supplier<OpenTelemetry> telemetry;
    private final String group;

    /** Spans of one consumer group, made by the process's SDK. */
    public ConsumerSpans(String group) {
        this(GlobalOpenTelemetry::get, group);
    }

    ConsumerSpans(Supplier<OpenTelemetry> telemetry, String group) {
        this.telemetry = telemetry;
        this.group = group;
    }

    /** Works on one record, in a child of the span that sent it. */
    public void process(ConsumerRecord<byte[], byte[]> record, Runnable work) {
        Context sender = EventRecords.traceContext(record.headers());
        SpanContext origin = Span.fromContext(sender).getSpanContext();
        if (!origin.isValid()) {
            work.run();
            return;
        }
        Span span = builder(record.topic())
                .setParent(sender)
                .setAttribute("messaging.destination.partition.id", Integer.toString(record.partition()))
                .setAttribute("messaging.kafka.offset", record.offset())
                .startSpan();
        within(span, sender, () -> {
            work.run();
            return true;
        });
    }

    /**
     * Works on several records at once, in a trace of its own with a link to each record's: of many senders no one is the
     * parent.
     */
    public void processAll(Iterable<ConsumerRecord<byte[], byte[]>> records, Runnable work) {
        callAll(records, () -> {
            work.run();
            return true;
        });
    }

    /** As {@link #processAll}, with a result. */
    public <T extends @Nullable Object> T callAll(Iterable<ConsumerRecord<byte[], byte[]>> records, Supplier<T> work) {
        List<SpanContext> origins = new ArrayList<>();
        String topic = "";
        long count = 0;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            count++;
            if (origins.size() == MOST_LINKS || !EventRecords.maySample(record.headers())) continue;
            SpanContext origin = Span.fromContext(EventRecords.traceContext(record.headers()))
                    .getSpanContext();
            if (!origin.isSampled()) continue;
            origins.add(origin);
            topic = record.topic();
        }
        if (origins.isEmpty()) return work.get();
        SpanBuilder builder = builder(topic).setNoParent().setAttribute("messaging.batch.message_count", count);
        origins.forEach(builder::addLink);
        return within(builder.startSpan(), Context.root(), work);
    }

    private SpanBuilder builder(String topic) {
        Tracer tracer = telemetry.get().getTracer(SCOPE);
        return tracer.spanBuilder("process " + topic)
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.operation.type", "process")
                .setAttribute("messaging.operation.name", "process")
                .setAttribute("messaging.destination.name", topic)
                .setAttribute("messaging.consumer.group.name", group);
    }

    private static <T extends @Nullable Object> T within(Span span, Context parent, Supplier<T> work) {
        @Nullable Object traceBefore = MDC.get(TRACE_ID);
        @Nullable Object spanBefore = MDC.get(SPAN_ID);
        try (Scope _ = parent.with(span).makeCurrent()) {
            MDC.put(TRACE_ID, span.getSpanContext().getTraceId());
            MDC.put(SPAN_ID, span.getSpanContext().getSpanId());
            return work.get();
        } catch (RuntimeException e) {
            span.setStatus(StatusCode.ERROR)
                    .setAttribute("error.type", e.getClass().getName());
            throw e;
        } finally {
            restore(TRACE_ID, traceBefore);
            restore(SPAN_ID, spanBefore);
            span.end();
        }
    }

    private static void restore(String key, @Nullable Object before) {
        if (before == null) MDC.remove(key);
        else MDC.put(key, before);
    }
}
