package io.trivium.runtime.tool.several;

import ai.djl.Device;
import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.runtime.moe.MoeTraining;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.Hashes;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.tool.DataFiles;
import io.trivium.runtime.tool.PretrainCommand;
import io.trivium.runtime.tool.StopOnExit;
import io.trivium.runtime.training.federation.DeltaExchange;
import io.trivium.runtime.training.federation.Federation;
import io.trivium.runtime.training.federation.FederationException;
import io.trivium.runtime.training.federation.SiteFolder;
import io.trivium.runtime.training.federation.SiteTraining;
import io.trivium.runtime.training.moe.MoeProgress;
import io.trivium.runtime.training.moe.MoeTrainer;
import io.trivium.runtime.training.moe.MoeTrainingJob;
import io.trivium.runtime.training.moe.TrainedPart;
import io.trivium.runtime.training.moe.TrainingStoppedException;
import io.trivium.runtime.training.network.TaskData;
import io.trivium.runtime.training.stage.Measured;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * One site's part in a training of several, from its files to the common pack.
 *
 * @param terms the terms that all sites agree on
 * @param settings of the steps between two exchanges
 */
record FederatedRun(
        FederateCommand options,
        MoeTrainingJob job,
        Parameters initial,
        MoeTraining settings,
        TaskData rows,
        TaskData held,
        FederatedPack.Terms terms) {

    /** Reads and checks the files given to a site. */
    static FederatedRun prepare(FederateCommand options) throws IOException {
        if (options.localSteps < 1) {
            throw new IllegalArgumentException("--local-steps is 1 or more, not " + options.localSteps);
        }
        ModelPack base = ModelPack.open(options.from);
        byte[] yaml = base.read(ModelPack.SPEC);
        if (base.manifest().file(ModelPack.WEIGHTS).isEmpty() || !NetworkSpec.isIn(yaml)) {
            throw new IllegalArgumentException("--from must be a mixture of experts: " + options.from + " is none");
        }
        MoeTrainingJob job = new MoeTrainingJob(yaml);
        Parameters initial = MoeTrainingJob.read(options.from).parameters();
        ParameterNames.require(initial, job.spec(), job.model());
        double rate = options.learningRate == null ? job.training().learningRate() : options.learningRate;
        VersionNumber version =
                options.version == null ? next(base.manifest().version()) : new VersionNumber(options.version);
        String federation = options.federation == null
                ? base.manifest().name() + "-" + version.value().replace('.', '-')
                : options.federation;
        FederateCommand.requireName(federation, "a federation (--federation)");
        FederatedPack.Terms terms = new FederatedPack.Terms(
                federation,
                base,
                version,
                options.names(),
                options.rounds,
                options.localSteps,
                rate,
                options.outerLearningRate,
                options.outerMomentum,
                options.seed,
                options.revision);
        return new FederatedRun(
                options,
                job,
                initial,
                job.training().stretches(rate),
                DataFiles.read(options.data, job.model()),
                DataFiles.read(options.validation, job.model()),
                terms);
    }

    private static VersionNumber next(VersionNumber version) {
        String text = version.value();
        int dot = text.lastIndexOf('.');
        return new VersionNumber(text.substring(0, dot + 1) + (Long.parseLong(text.substring(dot + 1)) + 1));
    }

    String federation() {
        return terms.federation();
    }

    /** Takes part in all rounds, writes the pack and returns the report. */
    ObjectNode take(DeltaExchange exchange, Consumer<String> say) throws IOException, OrtException {
        long start = System.nanoTime();
        SiteFolder folder = SiteFolder.open(options.work, about());
        writeSeen(options.work.resolve(PretrainCommand.ROWS));
        Federation.Plan plan = new Federation.Plan(
                options.site,
                terms.sites(),
                options.rounds,
                rows.rows(),
                terms.digest(),
                options.outerLearningRate,
                options.outerMomentum,
                options.patience);
        Federation.LocalTraining training = (global, round) -> train(global, round, folder, say);
        Federation.Outcome outcome =
                new Federation(plan, exchange, training, folder, InstantSource.system(), say).run(initial);
        Measured measured = measured(outcome.weights());
        FederatedPack pack = new FederatedPack(terms, outcome);
        ModelPack written = pack.write(held, measured.answers(held), options.out);
        ObjectNode report = pack.record();
        report.remove("rounds");
        report.put("site", options.site).put("pack", written.directory().toString());
        report.put("manifestSha256", written.manifestSha256());
        report.put("seconds", Math.round((System.nanoTime() - start) / 1e8) / 10.0);
        ObjectNode figures = report.putObject("validation");
        measured.metrics(held).forEach(figures::put);
        return report;
    }

    private Parameters train(Parameters global, int round, SiteFolder folder, Consumer<String> say) throws IOException {
        say.accept("before round " + (round + 1) + ": " + measured(global).metrics(held));
        MoeTrainer trainer =
                new MoeTrainer(job.spec(), job.model(), settings, new TrainedPart.Whole(), MoeProgress.silent());
        try (StopOnExit stop = new StopOnExit()) {
            MoeTrainer.Run run =
                    new MoeTrainer.Run(siteSeed(), "", Optional.empty(), List.of(Device.cpu()), Long.MAX_VALUE, stop);
            return new SiteTraining(trainer, run, rows, options.localSteps, options.rounds, folder)
                    .train(global, round);
        } catch (TrainingStoppedException e) {
            throw new FederationException(
                    "stopped in round " + (round + 1) + "; the same command begins that round again", e);
        }
    }

    private Measured measured(Parameters weights) {
        return new Measured(job.spec(), job.model(), weights);
    }

    /** Sites that have equal seeds do not drop the same tokens. */
    private long siteSeed() {
        CRC32C name = new CRC32C();
        name.update(options.site.getBytes(StandardCharsets.UTF_8));
        return options.seed * 31 + name.getValue();
    }

    private String about() throws IOException {
        return options.site + " " + terms.digest() + " "
                + HexFormat.of().formatHex(Hashes.sha256().digest(Files.readAllBytes(options.data)));
    }

    /** The record of the rows that the weights have seen at this site stays at this site. */
    private void writeSeen(Path file) throws IOException {
        long[] seen = rows.rowHashes();
        if (seen.length > 0) {
            new SafetensorsWriter()
                    .add("rowhash", new long[] {seen.length}, seen)
                    .write(file);
        }
    }
}
