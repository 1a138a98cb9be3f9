package io.trivium.core.event;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/** The last sampled spans that ended in this application. */
@ApplicationScoped
public class RecordedSpans implements SpanProcessor {
    private static final int KEPT = 1_000;
    private static final ConcurrentLinkedDeque<SpanData> ENDED = new ConcurrentLinkedDeque<>();

    static List<SpanData> of(String name) {
        return ENDED.stream().filter(span -> span.getName().equals(name)).toList();
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        ENDED.add(span.toSpanData());
        while (ENDED.size() > KEPT) ENDED.pollFirst();
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }
}
