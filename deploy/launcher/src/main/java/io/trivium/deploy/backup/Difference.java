package io.trivium.deploy.backup;

/**
 * A difference between the contents of two platforms.
 *
 * @param what table, partition, group or directory
 * @param detail the two sides
 * @param reason why it is expected; empty when it is not
 */
public record Difference(String what, String detail, String reason) {
    public boolean isExpected() {
        return !reason.isEmpty();
    }
}
