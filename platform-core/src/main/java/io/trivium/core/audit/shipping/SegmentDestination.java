package io.trivium.core.audit.shipping;

import io.trivium.core.audit.AuditEntry;
import io.trivium.core.audit.AuditReader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Stores a chain as numbered segments. A segment that the store has already, because the service ended before it moved the cursor, is
 * compared with the database and kept.
 */
final class SegmentDestination implements Destination {
    private final SegmentStore store;
    private final String service;
    private final AuditReader reader;

    SegmentDestination(SegmentStore store, String service, AuditReader reader) {
        this.store = store;
        this.service = service;
        this.reader = reader;
    }

    @Override
    public String name() {
        return store.name();
    }

    @Override
    public String location() {
        return store.location();
    }

    @Override
    public boolean collects() {
        return true;
    }

    @Override
    public ShippingCursor ship(ShippingCursor cursor, List<AuditEntry> entries) throws IOException, ShippingException {
        long number = cursor.segment() + 1;
        String key = Segment.key(service, cursor.tenant().value(), number);
        Optional<byte[]> present = store.get(key);
        if (present.isPresent()) return cursor.after(adopted(key, cursor, present.orElseThrow()), number);
        store.put(key, Segment.of(service, number, entries).bytes());
        return cursor.after(entries.getLast(), number);
    }

    /** The last entry of a segment that exists; it must be what would be written. */
    private AuditEntry adopted(String key, ShippingCursor cursor, byte[] bytes) throws ShippingException {
        Segment found;
        try {
            found = Segment.parse(bytes);
        } catch (ShippingException e) {
            throw new ShippingException(key + " " + e.getMessage());
        }
        int count = found.lines().size();
        List<AuditEntry> own = count > MAX_ADOPTED ? List.of() : reader.after(cursor.tenant(), cursor.seq(), count);
        if (own.isEmpty() || !Segment.of(service, cursor.segment() + 1, own).equals(found)) {
            throw new ShippingException(
                    key
                            + " exists and holds other entries than the database; find out who wrote it, or name an empty place");
        }
        return own.getLast();
    }

    /** Of the largest batch that can be configured. */
    private static final int MAX_ADOPTED = 5_000;
}
