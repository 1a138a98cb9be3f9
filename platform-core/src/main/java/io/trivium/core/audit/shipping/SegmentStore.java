package io.trivium.core.audit.shipping;

import java.io.IOException;
import java.util.Optional;

/** Keeps objects under keys such as {@code domain-med/city-hospital/0000000001.ndjson}; an object is never replaced. Thread-safe. */
interface SegmentStore {

    /** Name in cursors, metrics and reports. */
    String name();

    /** Address, without secrets. */
    String location();

    /** The object; empty if there is none. */
    Optional<byte[]> get(String key) throws IOException;

    /**
     * Stores a new object; when this returns, it is durable.
     *
     * @throws IOException if the store did not confirm it, or has an object of that key
     */
    void put(String key, byte[] object) throws IOException;
}
