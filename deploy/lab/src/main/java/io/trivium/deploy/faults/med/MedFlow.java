package io.trivium.deploy.faults.med;

import io.trivium.core.sql.SqlFailure;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.faults.Flow;
import io.trivium.deploy.faults.Promise;
import io.trivium.deploy.faults.Violation;
import io.trivium.deploy.faults.Waits;
import io.trivium.deploy.standalone.Database;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Tools;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Studies that are sent to the hospital's node one after the other, and their results in the PACS. For one thread. */
public final class MedFlow implements Flow {
    private static final Duration SETTLING = Duration.ofMinutes(15);

    private final int slices;
    private final Waits waits;
    private final int node;
    private final String patient = "F" + Long.toString(Instant.now().toEpochMilli(), 36);
    private final MedRows rows;
    private final Pacs pacs;
    private final Path sent;
    private final AtomicReference<MedEvidence> judged = new AtomicReference<>();
    private boolean settled;
    private @Nullable Process load;

    /**
     * A load on a platform that is ready.
     *
     * @param slices of a study
     * @param node port at which the scanners find the node
     */
    public MedFlow(Platform platform, int slices, Waits waits, int node) {
        this.slices = slices;
        this.waits = waits;
        this.node = node;
        PlatformStatus status = platform.status()
                .orElseThrow(() -> LauncherException.notReady("The platform is not running; run ./trivium up."));
        if (status.component("orthanc").isEmpty()) {
            throw LauncherException.failure("There is no PACS to kill; install Debian's orthanc and orthanc-dicomweb.");
        }
        this.rows = new MedRows(new Database(status, platform.data()), patient);
        this.pacs = new Pacs(status.ports().pacsHttp(), patient);
        try {
            this.sent = Files.createTempFile(platform.data().run(), "med-faults-", ".sent");
        } catch (IOException e) {
            throw LauncherException.failure("The run's files cannot be kept: " + e.getMessage());
        }
    }

    @Override
    public String name() {
        return "med";
    }

    String patient() {
        return patient;
    }

    MedRows rows() {
        return rows;
    }

    /** Whether all received studies were read and delivered in time. */
    boolean isSettled() {
        return settled;
    }

    @Override
    public boolean begin() throws InterruptedException {
        try {
            load = new Tools(Installation.current())
                    .faultLoad(
                            List.of(
                                    "--node-port",
                                    Integer.toString(node),
                                    "--patient",
                                    patient,
                                    "--slices",
                                    Integer.toString(slices)),
                            sent);
        } catch (IOException e) {
            throw LauncherException.failure("Studies cannot be sent: " + e.getMessage());
        }
        return waits.await("the first studies are delivered", Waits.RECOVERY, () -> rows.delivered() > 0);
    }

    /** Studies taken whole by now. */
    @Override
    public long mark() {
        try (Stream<String> lines = Files.lines(sent)) {
            return lines.count();
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public boolean isThroughSince(long mark) {
        return mark() > mark;
    }

    @Override
    public void settle() throws InterruptedException {
        endLoad();
        waits.say(mark() + " studies taken whole; waiting for their results");
        settled = waits.await("everything is read and delivered", SETTLING, rows::isSettled);
    }

    @Override
    public void endLoad() throws InterruptedException {
        Process scanners = load;
        if (scanners == null) return;
        try {
            scanners.getOutputStream().close();
        } catch (IOException e) {
            waits.stall("load", "the scanners cannot be stopped: " + e.getMessage());
        }
        if (!waits.await("the last study is taken whole", Waits.RECOVERY, () -> !scanners.isAlive())) {
            scanners.destroyForcibly();
        }
        load = null;
    }

    @Override
    public List<Violation> judge() throws InterruptedException {
        return evidence().violations(slices);
    }

    /** Reads the remaining data, again on each call. */
    MedEvidence evidence() throws InterruptedException {
        try {
            MedEvidence found =
                    new MedEvidence(Files.readAllLines(sent), rows.revisions(), rows.made(), pacs.instances());
            judged.set(found);
            return found;
        } catch (SQLException | SqlFailure | IOException e) {
            throw LauncherException.failure("What is left cannot be read: " + e.getMessage());
        }
    }

    /** The findings of the same judge after data was broken without the node's knowledge. */
    public List<Violation> sabotaged(List<MedSabotage> kinds) throws InterruptedException {
        kinds.forEach(kind -> waits.say("sabotage: " + kind));
        try {
            MedSabotage.apply(kinds, rows, pacs);
        } catch (SQLException | SqlFailure | IOException e) {
            throw LauncherException.failure("The sabotage failed: " + e.getMessage());
        }
        return judge();
    }

    @Override
    public Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("studies-acknowledged", mark());
        MedEvidence found = judged.get();
        if (found != null) {
            counts.put("results-made", (long) found.made().size());
            counts.put("results-in-pacs", (long) found.inPacs().size());
        }
        return counts;
    }

    @Override
    public List<Promise> promises() {
        return List.of(MedPromise.values());
    }

    @Override
    public void abandon() {
        Process scanners = load;
        if (scanners != null) scanners.destroyForcibly();
    }
}
