package io.trivium.core.audit.shipping;

import io.trivium.core.audit.AuditReport;
import java.util.List;

/**
 * The result of a comparison of one chain with what was shipped of it.
 *
 * @param intact whether there is no finding at any destination
 * @param destinations the configured ones
 */
public record ShippedReport(boolean intact, List<Shipped> destinations) {

    public ShippedReport {
        destinations = List.copyOf(destinations);
    }

    /**
     * One destination.
     *
     * @param destination its kind: directory, object-store or syslog
     * @param location its address
     * @param read whether what it holds was read; syslog receivers cannot be
     * @param segments that were read
     * @param entries that were read and compared
     * @param shipped number of the last entry that the destination confirmed
     * @param waiting entries that are to be sent
     * @param error why the latest attempt to send failed; empty after one that did not
     * @param findings differences, at most 100, in the order of the segments
     */
    public record Shipped(
            String destination,
            String location,
            boolean read,
            long segments,
            long entries,
            long shipped,
            long waiting,
            String error,
            List<AuditReport.Finding> findings) {

        public Shipped {
            findings = List.copyOf(findings);
        }
    }
}
