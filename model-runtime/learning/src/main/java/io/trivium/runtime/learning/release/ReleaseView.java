package io.trivium.runtime.learning.release;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.learning.gate.GateResult;
import io.trivium.runtime.learning.release.figure.Alarm;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A challenger's way, as it is shown.
 *
 * @param highRisk whether a second person has to agree
 * @param finishedAt when it was over; absent while it is under way or watched
 * @param share of the requests without a version that are routed to the challenger, in [0, 0.05]; 0 unless it is a
 *     canary
 * @param comparison both versions over all phases
 * @param decisions every step, the first first
 * @param gates as the update, and the manifest, shown to the organisation only whose data set it is
 * @param code why it ended; absent when there was no fault
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReleaseView(
        UUID id,
        TaskName task,
        ModelName model,
        VersionNumber version,
        VersionNumber champion,
        ReleaseState state,
        boolean highRisk,
        String offeredBy,
        Instant offeredAt,
        Instant stateSince,
        @Nullable Instant finishedAt,
        double share,
        Requests requests,
        List<Compared> comparison,
        List<Alarm> alarms,
        List<Decision> decisions,
        List<GateResult> gates,
        @Nullable UUID update,
        @Nullable UUID manifest,
        @Nullable String code,
        @Nullable String message) {

    /**
     * The numbers of requests.
     *
     * @param shadow copies that both versions received
     * @param canary that the challenger answered; {@code champion} that the champion did, while both were watched
     */
    public record Requests(long shadow, long canary, long champion) {}

    /**
     * One figure of both versions.
     *
     * @param difference challenger's less champion's, or the figure itself where it is about both
     * @param limit that the challenger's has to keep, or the difference where there is no other
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Compared(
            String figure,
            @Nullable Double champion,
            @Nullable Double challenger,
            @Nullable Double difference,
            @Nullable Double limit) {
        static Compared of(
                String figure, @Nullable Double champion, @Nullable Double challenger, @Nullable Double limit) {
            Double difference = champion == null || challenger == null ? null : challenger - champion;
            return new Compared(figure, champion, challenger, difference, limit);
        }
    }

    /**
     * Releases, the latest first.
     *
     * @param nextAfter for {@code after} of the following page; absent on the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ReleasePage(
            List<ReleaseView> items, @Nullable UUID nextAfter) {}
}
