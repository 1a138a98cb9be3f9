package io.trivium.runtime.registry.store;

import io.trivium.core.error.PlatformException;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.execution.NativeFailure;
import io.trivium.runtime.onnx.GraphTrial;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackManifest;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Has the graphs of packs opened and run in a process of its own before this process opens them. A pack that passed is
 * recorded in the store by the SHA-256 of its manifest and the version of ONNX Runtime, and is not tried again, by any
 * replica. Thread-safe.
 */
@ApplicationScoped
public class PackTrials {
    private static final Logger LOG = Logger.getLogger(PackTrials.class);

    /** Processes at a time. */
    private static final int AT_ONCE = 2;

    private final Places places;
    private final GraphTrial trial;
    private final Path records;

    PackTrials(RegistryConfig config) {
        this.trial = new GraphTrial(config.trialTimeout(), config.trialMemory().asLongValue());
        this.places = new Places(
                AT_ONCE, config.trialTimeout(), "Other packs are on trial; load this one again in a minute.");
        this.records = config.store().toAbsolutePath().normalize().resolve(".tried");
    }

    /**
     * Tries a pack that was not tried before. Experts that are missing or changed in the store are left out: they do not
     * serve.
     *
     * @throws InvalidPackException when a graph is refused, fails, or takes more time or memory than it may
     * @throws PlatformException {@link RuntimeErrorCode#MODEL_REGISTRY_BUSY} when others are on trial for too long
     */
    public void require(ModelPack pack) {
        require(pack.manifestSha256(), () -> pack);
    }

    /**
     * As {@link #require(ModelPack)}, for a pack that is opened only if it was not tried before: packs that wait for
     * their trial take no memory.
     *
     * @param manifestSha256 of the pack
     */
    public void require(String manifestSha256, Supplier<ModelPack> pack) {
        Path record = records.resolve(manifestSha256 + "-" + GraphTrial.library());
        if (!Files.exists(record)) places.call(() -> tried(pack.get(), record));
    }

    private ModelPack tried(ModelPack pack, Path record) {
        List<Path> graphs = new ArrayList<>();
        boolean whole = true;
        for (PackManifest.PackFile file : pack.manifest().files()) {
            if (!file.path().endsWith(".onnx")) continue;
            if (isSound(pack, file)) graphs.add(pack.directory().resolve(file.path()));
            else whole = false;
        }
        run("model " + pack.manifest().name() + ":" + pack.manifest().version(), graphs);
        if (!whole) return pack;
        try {
            Files.createDirectories(records);
            Files.write(record, new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException("the trial of a pack could not be recorded", e);
        }
        return pack;
    }

    private static boolean isSound(ModelPack pack, PackManifest.PackFile file) {
        try {
            return pack.read(file.path()).length == file.bytes();
        } catch (InvalidPackException e) {
            LOG.warnf("left out of a trial: %s", e.getMessage());
            return false;
        }
    }

    /**
     * Tries graphs of files.
     *
     * @param what names them in a refusal
     * @throws InvalidPackException as {@link #require(ModelPack)}
     */
    public void require(String what, List<Path> graphs) {
        places.call(() -> run(what, graphs));
    }

    private List<Path> run(String what, List<Path> graphs) {
        try {
            judge(what, trial.of(graphs));
            return graphs;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the trial of " + what + " was interrupted", e);
        } catch (IOException e) {
            throw new UncheckedIOException("a process for the trial of " + what + " could not be started", e);
        }
    }

    private void judge(String what, GraphTrial.Verdict verdict) {
        String refused = what + " failed its trial";
        switch (verdict) {
            case GraphTrial.Verdict.Passed passed -> {
                if (!passed.missingLimits().isEmpty()) {
                    LOG.warnf(
                            "this system has no limits of %s for processes: packs are tried without them",
                            passed.missingLimits());
                }
            }
            case GraphTrial.Verdict.Failed failed ->
                throw new InvalidPackException(
                        refused,
                        List.of(NativeFailure.logged(
                                failed.graph().getFileName() + " cannot be opened and run on zeros by ONNX Runtime",
                                failed.message())));
            case GraphTrial.Verdict.TimedOut _ ->
                throw new InvalidPackException(
                        refused,
                        List.of("its graphs were not opened and run within "
                                + trial.longest().toSeconds() + " s; make them smaller, or raise"
                                + " platform.runtime.registry.trial-timeout"));
            case GraphTrial.Verdict.Died died ->
                throw new InvalidPackException(
                        refused,
                        List.of(NativeFailure.logged(
                                "the process that opened its graphs ended with exit code " + died.exitCode()
                                        + "; make them smaller, or raise platform.runtime.registry.trial-memory",
                                died.said())));
        }
    }

    /** Removes the record of a pack. */
    public void forget(String manifestSha256) {
        if (!Files.isDirectory(records)) return;
        try (var found = Files.newDirectoryStream(records, manifestSha256 + "-*")) {
            for (Path record : found) Files.deleteIfExists(record);
        } catch (IOException e) {
            throw new UncheckedIOException("the record of a trial could not be removed", e);
        }
    }
}
