package io.trivium.core.audit;

import java.util.List;

/**
 * The result of a verification of audit chains.
 *
 * @param intact whether there is no finding
 * @param entries read and checked
 * @param checkpoints distinct signed checkpoints that were checked
 * @param uncovered entries behind the last checkpoint of their chain, which a truncation could still hide
 * @param findings the first bad row of each damaged chain, then damage of the checkpoints themselves
 * @param notices what is no damage but worth knowing
 */
public record AuditReport(
        boolean intact,
        int tenants,
        long entries,
        long checkpoints,
        long uncovered,
        List<Finding> findings,
        List<String> notices) {

    public AuditReport {
        findings = List.copyOf(findings);
        notices = List.copyOf(notices);
    }

    /**
     * One damage.
     *
     * @param tenant whose chain it is in; empty for a line of the checkpoint file
     * @param seq of the first bad entry or checkpoint; the line number for a line of the file
     * @param problem what is wrong, as one sentence
     */
    public record Finding(String tenant, long seq, String problem) {}
}
