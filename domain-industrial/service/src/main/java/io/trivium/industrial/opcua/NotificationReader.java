package io.trivium.industrial.opcua;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.intake.ReadingSink;
import io.trivium.industrial.intake.Receipt;
import io.trivium.industrial.quality.QualityNotes;
import io.trivium.industrial.quality.QualityReason;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.eclipse.milo.opcua.stack.core.UaSerializationException;
import org.eclipse.milo.opcua.stack.core.encoding.EncodingContext;
import org.eclipse.milo.opcua.stack.core.types.UaStructuredType;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.structured.DataChangeNotification;
import org.eclipse.milo.opcua.stack.core.types.structured.MonitoredItemNotification;
import org.eclipse.milo.opcua.stack.core.types.structured.NotificationMessage;
import org.eclipse.milo.opcua.stack.core.types.structured.StatusChangeNotification;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Makes readings of a server's notifications, and counts those that are not confirmed. Of one thread but for the count. */
final class NotificationReader {
    private static final Logger LOG = Logger.getLogger(NotificationReader.class);
    private static final int EXAMPLE_CHARACTERS = 200;

    private final TenantId tenant;
    private final String source;
    private final ReadingSink sink;
    private final QualityNotes notes;
    private final InstantSource clock;
    private final AtomicInteger unconfirmed = new AtomicInteger();

    /**
     * Creates a reader that has read nothing yet.
     *
     * @param source source name for issues of the server as a whole
     */
    NotificationReader(TenantId tenant, String source, ReadingSink sink, QualityNotes notes, InstantSource clock) {
        this.tenant = tenant;
        this.source = source;
        this.sink = sink;
        this.notes = notes;
        this.clock = clock;
    }

    /** Values that were read and are not confirmed yet. */
    int unconfirmed() {
        return unconfirmed.get();
    }

    /**
     * Reads one notification.
     *
     * @param nodes the node of a handle; null if its item was deleted meanwhile
     * @param confirmed called once, when all resulting readings are confirmed
     * @return the status with which the subscription ended, if the notification reports that
     */
    Optional<StatusCode> read(
            NotificationMessage message,
            EncodingContext context,
            Function<UInteger, @Nullable MonitoredNode> nodes,
            Runnable confirmed) {
        AtomicInteger values = new AtomicInteger();
        Receipt receipt = new Receipt(() -> {
            unconfirmed.addAndGet(-values.get());
            confirmed.run();
        });
        Optional<StatusCode> ended = Optional.empty();
        ExtensionObject[] parts = message.getNotificationData();
        for (ExtensionObject part : parts == null ? new ExtensionObject[0] : parts) {
            switch (decoded(part, context)) {
                case DataChangeNotification change -> {
                    MonitoredItemNotification[] changed = change.getMonitoredItems();
                    for (MonitoredItemNotification item :
                            changed == null ? new MonitoredItemNotification[0] : changed) {
                        values.incrementAndGet();
                        unconfirmed.incrementAndGet();
                        MonitoredNode node = nodes.apply(item.getClientHandle());
                        if (node != null) read(node, item.getValue(), receipt);
                    }
                }
                case StatusChangeNotification change -> ended = Optional.of(change.getStatus());
                case null, default -> {
                    // Events are not subscribed to; unreadable data is recorded.
                }
            }
        }
        receipt.release();
        return ended;
    }

    /** Null for what cannot be decoded: it must not keep what follows from being read. */
    private @Nullable UaStructuredType decoded(ExtensionObject part, EncodingContext context) {
        try {
            return part.decode(context);
        } catch (UaSerializationException e) {
            LOG.errorf(e, "a notification of %s is passed over", source);
            notes.note(
                    tenant,
                    source,
                    QualityReason.UNREADABLE,
                    1,
                    "A part of a notification cannot be read; the log says why.",
                    null);
            return null;
        }
    }

    private void read(MonitoredNode node, DataValue data, Receipt receipt) {
        if (data.statusCode().isOverflowSet()) {
            note(
                    node,
                    QualityReason.QUEUE_OVERFLOW,
                    "The server's queue for " + node.tag() + " was full, and values before this one are missing: raise"
                            + " queue-size, shorten publishing-interval, or find out what kept this service away.",
                    data);
        }
        switch (NodeValue.of(data)) {
            case NodeValue.Measured(double value, var quality) ->
                sink.add(node.source(), node.series(), NodeValue.time(data, clock.instant()), value, quality, receipt);
            case NodeValue.Refused(QualityReason reason, String detail) ->
                note(node, reason, node.tag() + ": " + detail, data);
            case NodeValue.NotYet() -> {
                // The value follows.
            }
        }
    }

    private void note(MonitoredNode node, QualityReason reason, String detail, DataValue data) {
        String value = String.valueOf(data.value().value());
        notes.note(
                tenant,
                node.source(),
                reason,
                1,
                detail,
                node.node() + " = " + value.substring(0, Math.min(value.length(), EXAMPLE_CHARACTERS)));
    }
}
