package io.trivium.core.audit.shipping;

import io.trivium.core.audit.AuditEntry;
import java.io.IOException;
import java.util.List;

/** A system outside the database that receives the chains. Used by one thread. */
interface Destination {

    /** Name in cursors, metrics and reports. */
    String name();

    /** Address, without secrets. */
    String location();

    /** Whether entries should wait for others, up to {@link ShippingConfig#segmentInterval()}. */
    boolean collects();

    /**
     * Sends the entries that follow the cursor; returns how far the destination has the chain, at least one entry further.
     *
     * @param entries in order and checked, at least one
     * @throws IOException if it is not certain that the destination has them: they are sent again later
     * @throws ShippingException if the destination holds something else in their place
     */
    ShippingCursor ship(ShippingCursor cursor, List<AuditEntry> entries) throws IOException, ShippingException;

    /** Closes the connections that are kept open between calls of {@link #ship}. */
    default void close() throws IOException {}
}
