package io.trivium.fin.stream;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.jboss.logging.Logger;

/** Puts {@link FailurePolicy} in force inside Kafka Streams; created by it, by class name. */
public final class FailureHandlers
        implements DeserializationExceptionHandler, ProcessingExceptionHandler, ProductionExceptionHandler {

    /** Configuration key of the topic for records that processing failed on. */
    static final String DEAD_LETTER_TOPIC = "trivium.dead-letter.topic";

    static final String REASON = "authorization-not-processed";

    private static final Logger LOG = Logger.getLogger(FailureHandlers.class);

    private String deadLetterTopic = "";

    @Override
    public void configure(Map<String, ?> configs) {
        Object topic = configs.get(DEAD_LETTER_TOPIC);
        if (topic == null) throw new IllegalArgumentException(DEAD_LETTER_TOPIC + " is not set");
        this.deadLetterTopic = topic.toString();
    }

    @Override
    public DeserializationExceptionHandler.Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> consumed, Exception failure) {
        LOG.errorf(
                failure,
                "a stage record cannot be read: topic=%s partition=%d offset=%d",
                consumed.topic(),
                consumed.partition(),
                consumed.offset());
        return DeserializationExceptionHandler.Response.fail();
    }

    @Override
    public ProcessingExceptionHandler.Response handleError(
            ErrorHandlerContext context, Record<?, ?> processed, Exception failure) {
        LOG.errorf(
                failure,
                "processing failed: stage=%s topic=%s partition=%d offset=%d",
                context.processorNodeId(),
                context.topic(),
                context.partition(),
                context.offset());
        return switch (FailurePolicy.whileProcessing(failure)) {
            case DEAD_LETTER -> ProcessingExceptionHandler.Response.resume(List.of(deadLetter(context, failure)));
            case RETRY, STOP -> ProcessingExceptionHandler.Response.fail();
        };
    }

    @Override
    public ProductionExceptionHandler.Response handleError(
            ErrorHandlerContext context, ProducerRecord<byte[], byte[]> produced, Exception failure) {
        return switch (FailurePolicy.whileRunning(failure)) {
            case RETRY -> ProductionExceptionHandler.Response.retry();
            case DEAD_LETTER, STOP -> ProductionExceptionHandler.Response.fail();
        };
    }

    @Override
    @SuppressWarnings("rawtypes") // as the interface has it
    public ProductionExceptionHandler.Response handleSerializationError(
            ErrorHandlerContext context,
            ProducerRecord produced,
            Exception failure,
            ProductionExceptionHandler.SerializationExceptionOrigin origin) {
        return ProductionExceptionHandler.Response.fail();
    }

    private ProducerRecord<byte[], byte[]> deadLetter(ErrorHandlerContext context, Exception failure) {
        Headers headers = DeadLetterRecords.headers(
                new RecordHeaders(),
                context.topic(),
                context.partition(),
                context.offset(),
                context.timestamp(),
                REASON,
                "the stage " + context.processorNodeId() + " failed on it; the error log says why ("
                        + failure.getClass().getSimpleName() + ")",
                null,
                Instant.now());
        return new ProducerRecord<>(
                deadLetterTopic, null, null, context.sourceRawKey(), context.sourceRawValue(), headers);
    }
}
