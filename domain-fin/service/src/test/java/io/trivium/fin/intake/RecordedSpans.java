package io.trivium.fin.intake;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/** The last spans that an exporter would have been given, as text with their attributes. */
@ApplicationScoped
public class RecordedSpans implements SpanProcessor {
    private static final int KEPT = 5_000;
    private static final ConcurrentLinkedDeque<String> ENDED = new ConcurrentLinkedDeque<>();

    static List<String> all() {
        return List.copyOf(ENDED);
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        ENDED.add("span " + span.toSpanData());
        while (ENDED.size() > KEPT) ENDED.pollFirst();
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }
}
