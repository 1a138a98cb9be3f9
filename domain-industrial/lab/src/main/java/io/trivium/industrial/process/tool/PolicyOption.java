package io.trivium.industrial.process.tool;

import io.trivium.industrial.process.bead.GasMetalArcProcess;
import io.trivium.industrial.process.bead.ProcessKind;
import io.trivium.industrial.process.bead.SubmergedArcProcess;
import io.trivium.industrial.process.bead.WeldProcess;
import io.trivium.industrial.process.policy.PolicyFile;
import io.trivium.industrial.process.policy.WeldPolicy;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which policy, and for which process. */
@SuppressWarnings("NullAway.Init") // picocli sets options with a default
final class PolicyOption {
    @Option(
            names = "--process",
            defaultValue = "saw",
            description = "Process of the bundled policy: saw or gmaw (default: ${DEFAULT-VALUE}).")
    private ProcessKind kind;

    @Option(names = "--policy", paramLabel = "FILE", description = "Policy (default: the bundled one).")
    private @Nullable Path file;

    @Option(
            names = "--wire",
            paramLabel = "MM",
            defaultValue = "1.2",
            description = "gmaw: wire diameter, 1.2 to 1.6 mm (default: ${DEFAULT-VALUE}).")
    private double wireDiameterMm;

    WeldPolicy policy() throws IOException {
        Path named = file;
        return named == null ? PolicyFile.bundled(kind) : PolicyFile.read(named);
    }

    WeldProcess process(WeldPolicy policy) {
        return switch (policy.kind()) {
            case SAW -> new SubmergedArcProcess();
            case GMAW -> new GasMetalArcProcess(wireDiameterMm);
        };
    }

    String name() {
        Path named = file;
        return named == null ? "bundled" : named.toString();
    }
}
