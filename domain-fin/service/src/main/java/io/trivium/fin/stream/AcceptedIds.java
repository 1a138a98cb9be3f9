package io.trivium.fin.stream;

import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * The authorization ids that the intake stage remembers, for callers that check before they send. Reads the store of
 * this process, which costs some microseconds where a query of PostgreSQL costs a transaction. Thread-safe.
 */
@ApplicationScoped
public class AcceptedIds {

    /** The knowledge about an id. */
    public enum Answer {
        /** Nothing with this id has been accepted, or what was is still on its way. */
        NEW,
        /** Something with this id has been accepted. */
        ACCEPTED,
        /** Another instance keeps the id, or this one is only starting. */
        NOT_HERE
    }

    private final StreamConfig config;
    private final FeatureStreams streams;
    private final Map<Integer, ReadOnlyKeyValueStore<Bytes, byte[]>> stores = new ConcurrentHashMap<>();

    AcceptedIds(StreamConfig config, FeatureStreams streams) {
        this.config = config;
        this.streams = streams;
    }

    /** Never waits and never fails: if the answer cannot be determined here, it is {@link Answer#NOT_HERE}. */
    public Answer ask(TenantId tenant, String authorizationId) {
        KafkaStreams running = streams.running();
        // The store on the heap may be read by its own thread alone.
        if (running == null || !streams.isRunning() || config.store() != StreamConfig.StoreKind.ROCKSDB) {
            return Answer.NOT_HERE;
        }
        int hash = Utils.murmur2(authorizationId.getBytes(StandardCharsets.UTF_8));
        int partition = Utils.toPositive(hash) % streams.partitions();
        byte[] kept;
        try {
            kept = stores.computeIfAbsent(partition, number -> store(running, number))
                    .get(IntakeProcessor.id(tenant, authorizationId));
        } catch (InvalidStateStoreException | IllegalStateException e) {
            // The partition moved, is being restored, or the topology is stopping: a store obtained before is useless.
            stores.remove(partition);
            return Answer.NOT_HERE;
        }
        return kept != null && KeptAuthorization.fromBytes(kept).first() != null ? Answer.ACCEPTED : Answer.NEW;
    }

    private static ReadOnlyKeyValueStore<Bytes, byte[]> store(KafkaStreams running, int partition) {
        return running.store(StoreQueryParameters.fromNameAndType(
                        IntakeProcessor.STORE, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
                .withPartition(partition));
    }
}
