package io.trivium.runtime.learning.release;

import io.trivium.core.tenancy.TenantId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One step of a release.
 *
 * @param release as it was when the step was decided
 * @param action the action, such as {@code approve}
 * @param tenant of who decides; the platform's for the service itself
 * @param code why it ends; null when there is no fault
 */
record Step(
        Release release,
        String action,
        ReleaseState to,
        TenantId tenant,
        String by,
        String reason,
        @Nullable String code) {
    /** The name recorded for steps that no user decides. */
    static final String WATCH = "system:release";

    private static final int LONGEST_REASON = 500;

    Step {
        if (reason.length() > LONGEST_REASON) reason = reason.substring(0, LONGEST_REASON);
    }

    /** A step of the service itself. */
    static Step own(Release release, String action, ReleaseState to, String reason, @Nullable String code) {
        return new Step(release, action, to, TenantId.PLATFORM, WATCH, reason, code);
    }

    /** Key of the step's event, the same however often it is published. */
    String key() {
        return key(release.id(), release.ordinal() + 1);
    }

    static String key(UUID release, int ordinal) {
        return release + ":" + ordinal;
    }
}
