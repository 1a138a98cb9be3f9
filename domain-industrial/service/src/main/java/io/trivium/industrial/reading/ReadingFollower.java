package io.trivium.industrial.reading;

import io.trivium.core.tenancy.TenantId;
import java.sql.Connection;
import java.util.Map;
import java.util.function.IntPredicate;

/** Receives readings in the transaction that stores them, so that it has seen exactly the stored ones. */
public interface ReadingFollower {

    /** Decides by its number whether a tag's readings are followed. */
    IntPredicate wanted(TenantId tenant);

    /**
     * Receives readings before they are stored. Some of them may be stored already.
     *
     * @param readings by the number of their tag, without bad ones
     * @return what to do after the commit
     */
    Runnable follow(Connection connection, TenantId tenant, Map<Integer, TagReadings> readings);

    /** Another process may have stored readings since: what is remembered of them counts no more. */
    void forget();
}
