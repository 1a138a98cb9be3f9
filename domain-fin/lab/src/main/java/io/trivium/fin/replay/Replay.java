package io.trivium.fin.replay;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trivium.core.tenancy.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Sends an archive's authorizations through the live path, and the labels about them when recorded time reaches them.
 *
 * <p>If the archive does not contain the time of a label, the label is assumed to be known after 7 days and is sent one
 * recorded day before that. No feature uses labels younger than 7 days, so this changes no feature; it ensures that the
 * platform has the label in time although labels and authorizations travel on different topics. Not thread-safe.
 */
public final class Replay {
    public static final String ID_PREFIX = "hb-";

    static final Duration LABEL_LEAD = Duration.ofDays(1);

    private final AuthorizationArchive archive;
    private final AuthorizationSender sender;
    private final DecisionTally tally;
    private final ReplayState state;
    private final boolean genuineLabels;
    private final DelayedLabels assumedLabels = new DelayedLabels();
    private final DelayedLabels datedLabels = new DelayedLabels();
    private long authorizations;
    private long labelsSent;

    /** @param genuineLabels also send that an authorization was genuine, not only that it was a fraud */
    public Replay(
            AuthorizationArchive archive,
            AuthorizationSender sender,
            DecisionTally tally,
            ReplayState state,
            boolean genuineLabels) {
        this.archive = archive;
        this.sender = sender;
        this.tally = tally;
        this.state = state;
        this.genuineLabels = genuineLabels;
    }

    /** Receives the progress of the replay. */
    @FunctionalInterface
    public interface Progress {
        void reached(LocalDate day, long authorizations, DecisionTally.Counts decisions);
    }

    /**
     * The result of a replay.
     *
     * @param resumedAfter last day an earlier run had already sent
     * @param labelsPending labels that become known only after the last day, not sent
     * @param undecided sent, but no decision came: mostly authorizations that the platform knew already
     */
    public record Summary(
            @JsonProperty("tenant") TenantId tenant,
            @JsonProperty("from") LocalDate from,
            @JsonProperty("to") LocalDate to,
            @JsonProperty("resumed_after") Optional<LocalDate> resumedAfter,
            @JsonProperty("authorizations") long authorizations,
            @JsonProperty("labels") long labels,
            @JsonProperty("labels_pending") long labelsPending,
            @JsonProperty("approved") long approved,
            @JsonProperty("referred") long referred,
            @JsonProperty("declined") long declined,
            @JsonProperty("degraded") long degraded,
            @JsonProperty("undecided") long undecided,
            @JsonProperty("seconds") double seconds) {}

    /**
     * Sends the days in order and waits for their decisions.
     *
     * @throws ArchiveException when a day is missing or a line is wrong; what was read before it has been sent
     */
    public Summary run(DayRange range, Pace pace, Progress progress) throws IOException, InterruptedException {
        archive.require(range);
        long started = System.nanoTime();
        Optional<LocalDate> sentBefore = state.lastDay().filter(range::contains);
        sentBefore.ifPresent(last -> recallLabels(new DayRange(range.first(), last)));
        Pace.Clock clock = pace.new Clock();
        try {
            for (LocalDate day : range.days()) {
                if (sentBefore.isPresent() && !day.isAfter(sentBefore.orElseThrow())) continue;
                archive.read(day, row -> send(row, clock, progress));
                sender.flush();
                state.done(day);
                progress.reached(day, authorizations, tally.counts());
            }
        } catch (InterruptedReplayException e) {
            sender.flush();
            InterruptedException interruption = new InterruptedException("replay interrupted");
            interruption.initCause(e);
            throw interruption;
        }
        long undecided = tally.awaitRest();
        DecisionTally.Counts decisions = tally.counts();
        return new Summary(
                sender.tenant(),
                range.first(),
                range.last(),
                sentBefore,
                authorizations,
                labelsSent,
                assumedLabels.size() + datedLabels.size(),
                decisions.approved(),
                decisions.referred(),
                decisions.declined(),
                decisions.degraded(),
                undecided,
                (System.nanoTime() - started) / 1e9);
    }

    private void send(RecordedAuthorization row, Pace.Clock clock, Progress progress) {
        try {
            clock.await(row.occurredAt());
            releaseLabels(row.occurredAt(), this::sendLabel);
            tally.beforeSending();
        } catch (InterruptedException e) {
            throw new InterruptedReplayException(e);
        }
        sender.send(row.toAuthorization(ID_PREFIX));
        authorizations++;
        keepLabel(row);
        if (authorizations % 1000 == 0) progress.reached(row.day(), authorizations, tally.counts());
    }

    private void keepLabel(RecordedAuthorization row) {
        if (row.fraud() || genuineLabels) (row.label() == null ? assumedLabels : datedLabels).add(row);
    }

    private void releaseLabels(Instant recorded, Consumer<DelayedLabels.Due> sink) {
        assumedLabels.release(recorded.plus(LABEL_LEAD), sink);
        datedLabels.release(recorded, sink);
    }

    private void sendLabel(DelayedLabels.Due due) {
        sender.sendLabel(ID_PREFIX + due.row().id(), due.row().fraud(), due.observedAt(), due.source());
        labelsSent++;
    }

    /** Labels of days sent by an earlier run, as far as that run has not sent them too. */
    private void recallLabels(DayRange sent) {
        Instant[] last = {Instant.MIN};
        archive.read(sent, row -> {
            last[0] = row.occurredAt();
            keepLabel(row);
        });
        releaseLabels(last[0], due -> {});
    }

    private static final class InterruptedReplayException extends RuntimeException {
        private static final long serialVersionUID = 1;

        InterruptedReplayException(InterruptedException cause) {
            super(cause);
        }
    }
}
