package io.trivium.runtime.learning.release;

import io.trivium.core.model.TaskName;
import io.trivium.runtime.learning.release.figure.Figures;
import io.trivium.runtime.learning.release.figure.Side;
import io.trivium.runtime.pack.Head;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.registry.VersionRecords;
import io.trivium.runtime.registry.store.TaskGovernance;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Decides when a challenger without alarms proceeds to the next step. Thread-safe. */
@ApplicationScoped
class ReleasePolicy {
    private final ReleaseConfig config;
    private final TaskGovernance governance;
    private final VersionRecords versions;

    ReleasePolicy(ReleaseConfig config, TaskGovernance governance, VersionRecords versions) {
        this.config = config;
        this.governance = governance;
        this.versions = versions;
    }

    private <T> T setting(TaskName task, Function<ReleaseConfig.TaskConfig, Optional<T>> own, T otherwise) {
        ReleaseConfig.TaskConfig known = config.tasks().get(task.value());
        return known == null ? otherwise : own.apply(known).orElse(otherwise);
    }

    boolean isHighRisk(TaskName task) {
        return governance.isHighRisk(task);
    }

    /** Whether a person must approve. */
    boolean needsApproval(Release release) {
        return release.highRisk() || setting(release.task(), ReleaseConfig.TaskConfig::approval, config.approval());
    }

    /** The time that a promoted version is watched. */
    Duration watchFor(Release release) {
        return setting(release.task(), ReleaseConfig.TaskConfig::watchFor, config.watchFor());
    }

    /** Index of the scores, above chance, that is an alarm. */
    double scoreShift(Release release) {
        return setting(release.task(), ReleaseConfig.TaskConfig::scoreShift, config.scoreShift());
    }

    /** Share of the requests that are routed to the challenger. */
    double share(Release release, boolean pinned) {
        return release.state() == ReleaseState.CANARY && !pinned ? config.canaryShare() : 0;
    }

    /** Whether the version's scores are probabilities. */
    boolean isProbability(Release release) {
        return head(release)
                .filter(each -> each == Head.BINARY || each == Head.MULTICLASS)
                .isPresent();
    }

    Optional<Head> head(Release release) {
        return spec(release).map(ModelSpec::head);
    }

    /** The specification in the challenger's pack. */
    Optional<ModelSpec> spec(Release release) {
        return versions.find(release.model(), release.version()).flatMap(found -> found.spec());
    }

    /** The user who registered the challenger. */
    Optional<String> registeredBy(Release release) {
        return versions.find(release.model(), release.version()).map(found -> found.registeredBy());
    }

    /** The next step of a release whose figures raise no alarm; null when it stays where it is. */
    @Nullable
    Step next(Release release, Map<Side, Figures> phase, Instant now) {
        Figures challenger = phase.getOrDefault(Side.CHALLENGER, Figures.NONE);
        Duration since = Duration.between(release.stateSince(), now);
        TaskName task = release.task();
        if (release.state() == ReleaseState.SHADOW) {
            Duration time = setting(task, ReleaseConfig.TaskConfig::shadowFor, config.shadowFor());
            long fewest = setting(task, ReleaseConfig.TaskConfig::shadowRequests, config.shadowRequests());
            if (since.compareTo(time) < 0 || challenger.rehearsed().asked() < fewest) return null;
            return Step.own(
                    release,
                    "canary",
                    ReleaseState.CANARY,
                    quiet(challenger.rehearsed().asked(), "copies of requests", since),
                    null);
        }
        if (release.state() == ReleaseState.CANARY) {
            Duration time = setting(task, ReleaseConfig.TaskConfig::canaryFor, config.canaryFor());
            long fewest = setting(task, ReleaseConfig.TaskConfig::canaryRequests, config.canaryRequests());
            if (since.compareTo(time) < 0 || challenger.live().asked() < fewest) return null;
            String reason = quiet(challenger.live().asked(), "requests", since);
            return needsApproval(release)
                    ? Step.own(release, "await-approval", ReleaseState.AWAITING_APPROVAL, reason, null)
                    : Step.own(release, "promote", ReleaseState.PROMOTED, reason, null);
        }
        return null;
    }

    private static String quiet(long requests, String what, Duration time) {
        return String.format(Locale.ROOT, "%d %s and %d s without an alarm", requests, what, time.toSeconds());
    }
}
