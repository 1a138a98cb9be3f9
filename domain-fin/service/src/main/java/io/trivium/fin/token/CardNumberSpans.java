package io.trivium.fin.token;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.trivium.fin.authorization.CardMask;
import io.trivium.fin.authorization.CardNumbers;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Covers card numbers in the addresses that spans carry. The span of a request begins before anything can refuse it, so
 * {@link CardNumberInAddress} alone would leave the number in the trace. Thread-safe.
 */
@ApplicationScoped
class CardNumberSpans implements SpanProcessor {

    /** The attributes in which OpenTelemetry's conventions for HTTP store address and client, old names included. */
    private static final List<AttributeKey<String>> ADDRESSES = List.of(
            AttributeKey.stringKey("url.path"),
            AttributeKey.stringKey("url.query"),
            AttributeKey.stringKey("url.full"),
            AttributeKey.stringKey("user_agent.original"),
            AttributeKey.stringKey("http.user_agent"),
            AttributeKey.stringKey("http.target"),
            AttributeKey.stringKey("http.url"));

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        for (AttributeKey<String> key : ADDRESSES) {
            String address = span.getAttribute(key);
            if (address != null && CardNumbers.isInAddress(address)) span.setAttribute(key, CardMask.address(address));
        }
        if (CardNumbers.isInAddress(span.getName())) span.updateName(CardMask.address(span.getName()));
    }

    @Override
    public boolean isStartRequired() {
        return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {}

    @Override
    public boolean isEndRequired() {
        return false;
    }
}
