package io.trivium.core.learning;

import io.trivium.core.event.EventPayload;
import io.trivium.core.event.EventRules;
import io.trivium.core.event.EventType;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
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
        String task,
        String model,
        String version,
        String champion,
        @Nullable String from,
        String to,
        Instant at,
        String by,
        String reason,
        @Nullable String tenant)
        implements EventPayload {
    public static final String TYPE = "io.trivium.learning.release.moved";
    public static final String TOPIC = "learning.release.v1";

    private static final Set<String> STATES = Set.of(
            "shadow", "canary", "awaiting-approval", "promoted", "rolled-back", "vetoed", "superseded", "stopped");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");
    private static final Pattern VERSION = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9}){0,3}");
    private static final Pattern TENANT = Pattern.compile("[a-z][a-z0-9-]{1,62}");
    private static final String NAME_RULE = "must be 1 to 63 of a-z 0-9 - and begin with a letter";
    private static final String VERSION_RULE = "must be one to four numbers with dots between";
    private static final String STATE_RULE = "must be a state of a release";
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_REASON = 500;

    public ReleaseMoved {
        EventRules.require(NAME.matcher(task).matches(), "task", NAME_RULE);
        EventRules.require(NAME.matcher(model).matches(), "model", NAME_RULE);
        EventRules.require(VERSION.matcher(version).matches(), "version", VERSION_RULE);
        EventRules.require(VERSION.matcher(champion).matches(), "champion", VERSION_RULE);
        EventRules.require(from == null || STATES.contains(from), "from", STATE_RULE);
        EventRules.require(STATES.contains(to), "to", STATE_RULE);
        EventRules.require(!by.isEmpty() && by.length() <= LONGEST_NAME, "by", "must be 1 to 200 characters");
        EventRules.require(
                !reason.isEmpty() && reason.length() <= LONGEST_REASON, "reason", "must be 1 to 500 characters");
        EventRules.require(
                tenant == null || TENANT.matcher(tenant).matches(), "tenant", "must be the name of a tenant");
    }
}
