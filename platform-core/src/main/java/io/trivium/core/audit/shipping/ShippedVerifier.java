package io.trivium.core.audit.shipping;

import io.trivium.core.audit.AuditEntry;
import io.trivium.core.audit.AuditReader;
import io.trivium.core.audit.AuditReport;
import io.trivium.core.config.PlatformConfig;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares what was shipped with the database, segment by segment: gaps, altered and missing entries on either side, order, and the
 * tail. Reads one segment and its rows at a time. Thread-safe.
 */
@ApplicationScoped
class ShippedVerifier {
    private static final int MOST_FINDINGS = 100;

    /** Segments after a gap at the end of what the cursor knows. */
    private static final int LOOK_AHEAD = 10;

    private final AuditShipper shipper;
    private final ShippingCursors cursors;
    private final AuditReader reader;
    private final String service;

    ShippedVerifier(AuditShipper shipper, ShippingCursors cursors, AuditReader reader, PlatformConfig platform) {
        this.shipper = shipper;
        this.cursors = cursors;
        this.reader = reader;
        this.service = platform.service().name();
    }

    ShippedReport verify(TenantId tenant) {
        List<ShippedReport.Shipped> destinations = new ArrayList<>();
        for (ShippingLane lane : shipper.lanes()) {
            Optional<SegmentStore> store = shipper.stores().stream()
                    .filter(each -> each.name().equals(lane.destination().name()))
                    .findFirst();
            destinations.add(new Check(lane, store.orElse(null), tenant).run());
        }
        return new ShippedReport(
                destinations.stream().allMatch(each -> each.findings().isEmpty()), destinations);
    }

    /** One destination and chain. */
    private final class Check {
        private final ShippingLane lane;
        private final @Nullable SegmentStore store;
        private final TenantId tenant;
        private final ShippingCursor cursor;
        private final List<AuditReport.Finding> findings = new ArrayList<>();
        private long segments;
        private long entries;
        /** The last entry of the last segment that was read, and its hash. */
        private long last;

        private String hash;

        Check(ShippingLane lane, @Nullable SegmentStore store, TenantId tenant) {
            this.lane = lane;
            this.store = store;
            this.tenant = tenant;
            // Before the store is read: a segment that is written after that is not missing.
            this.cursor = cursors.of(lane.destination().name(), tenant);
            this.hash = AuditEntry.genesis(tenant.value());
        }

        ShippedReport.Shipped run() {
            cursorIsInDatabase();
            if (store != null) {
                try {
                    readAll(store);
                } catch (IOException e) {
                    find(last + 1, "what was shipped cannot be read: " + e.getMessage());
                }
            }
            return new ShippedReport.Shipped(
                    lane.destination().name(),
                    lane.destination().location(),
                    store != null,
                    segments,
                    entries,
                    cursor.seq(),
                    Math.max(0, reader.head(tenant) - cursor.seq()),
                    lane.lastError(),
                    findings);
        }

        private void cursorIsInDatabase() {
            if (cursor.seq() == 0) return;
            List<AuditEntry> row = reader.after(tenant, cursor.seq() - 1, 1);
            if (row.isEmpty() || row.getFirst().seq() != cursor.seq()) {
                find(cursor.seq(), "entry %d was shipped and is missing in the database".formatted(cursor.seq()));
            } else if (!row.getFirst().hash().equals(cursor.hash())) {
                find(
                        cursor.seq(),
                        "entry %d or one before it was changed in the database after it was shipped"
                                .formatted(cursor.seq()));
            }
        }

        /** By number: the numbers are without a gap, and those after the cursor are of segments whose cursor is about to move. */
        private void readAll(SegmentStore from) throws IOException {
            long expected = 1;
            for (long number = 1; number <= cursor.segment() + LOOK_AHEAD; number++) {
                Optional<byte[]> object = from.get(Segment.key(service, tenant.value(), number));
                if (object.isEmpty()) continue;
                if (number > expected) find(last + 1, missing(expected, number - 1, ""));
                check(number, number > expected, object.orElseThrow());
                expected = number + 1;
            }
            if (cursor.segment() >= expected) {
                find(last + 1, missing(expected, cursor.segment(), " at the end"));
            } else if (cursor.seq() > last) {
                find(last + 1, "entries %d to %d were shipped and are missing".formatted(last + 1, cursor.seq()));
            }
        }

        private static String missing(long from, long to, String where) {
            return from == to
                    ? "segment %d%s is missing".formatted(from, where)
                    : "segments %d to %d%s are missing".formatted(from, to, where);
        }

        private void check(long number, boolean afterGap, byte[] object) {
            String name = "segment " + number + " ";
            Segment segment;
            try {
                segment = Segment.parse(object);
            } catch (ShippingException e) {
                find(last + 1, name + e.getMessage());
                return;
            }
            segments++;
            Segment.Manifest manifest = segment.manifest();
            if (!manifest.service().equals(service)
                    || !manifest.tenant().equals(tenant.value())
                    || manifest.segment() != number) {
                find(
                        manifest.first(),
                        name
                                + "is another one: its manifest names segment %d of %s/%s"
                                        .formatted(manifest.segment(), manifest.service(), manifest.tenant()));
            }
            if (!afterGap
                    && (manifest.first() != last + 1 || !manifest.prevHash().equals(hash))) {
                find(
                        manifest.first(),
                        name
                                + "begins with entry %d and does not follow from entry %d of the segment before it"
                                        .formatted(manifest.first(), last));
            }
            compare(name, segment);
            last = manifest.last();
            hash = manifest.hash();
        }

        /** Every line must be the row's, byte for byte; a row contains its hash, so a line's order and content are its. */
        private void compare(String name, Segment segment) {
            long first = segment.manifest().first();
            Map<Long, AuditEntry> rows = new HashMap<>();
            reader.after(tenant, first - 1, segment.lines().size()).forEach(row -> rows.put(row.seq(), row));
            for (int i = 0; i < segment.lines().size(); i++) {
                long seq = first + i;
                AuditEntry row = rows.get(seq);
                entries++;
                if (row == null) {
                    find(seq, "entry %d is in %sand is missing in the database".formatted(seq, name));
                } else if (!row.exportLine().equals(segment.lines().get(i))) {
                    find(
                            seq,
                            row.hash().equals(row.computeHash())
                                    ? "entry %d was changed in %s".formatted(seq, name.strip())
                                    : "entry %d was changed in the database; %sholds the original"
                                            .formatted(seq, name));
                }
            }
        }

        private void find(long seq, String problem) {
            if (findings.size() < MOST_FINDINGS) findings.add(new AuditReport.Finding(tenant.value(), seq, problem));
        }
    }
}
