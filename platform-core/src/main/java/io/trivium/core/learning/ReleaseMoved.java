package io.trivium.core.learning;

import io.trivium.core.event.EventPayload;
import io.trivium.core.event.EventRules;
import io.trivium.core.event.EventType;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A challenger came a step further on its way to full traffic, or off it. One event for each step, in order by model.
 *
 * @param release the challenger's release
 * @param task model task, such as {@code fin-authorization-risk}
 * @param model model name in the registry; key of the record
 * @param version the challenger
 * @param champion the version whose place it wants or took
 * @param from state before; null when the release begins
 * @param to state since then
 * @param by user who decided it, or {@code system:} and a job
 * @param tenant whom alone it serves, as a variant of the champion; null when it is everybody's
 */
@EventType(ReleaseMoved.TYPE)
public record ReleaseMoved(
        UUID release,
        TaskName task,
        ModelName model,
        VersionNumber version,
        VersionNumber champion,
        @Nullable String from,
        String to,
        Instant at,
        String by,
        String reason,
        @Nullable TenantId tenant)
        implements EventPayload {
    public static final String TYPE = "io.trivium.learning.release.moved";
    public static final String TOPIC = "learning.release.v1";

    private static final Set<String> STATES = Set.of(
            "shadow", "canary", "awaiting-approval", "promoted", "rolled-back", "vetoed", "superseded", "stopped");
    private static final String STATE_RULE = "must be a state of a release";
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_REASON = 500;

    public ReleaseMoved {
        EventRules.require(from == null || STATES.contains(from), "from", STATE_RULE);
        EventRules.require(STATES.contains(to), "to", STATE_RULE);
        EventRules.require(!by.isEmpty() && by.length() <= LONGEST_NAME, "by", "must be 1 to 200 characters");
        EventRules.require(
                !reason.isEmpty() && reason.length() <= LONGEST_REASON, "reason", "must be 1 to 500 characters");
    }
}
