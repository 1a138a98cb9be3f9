package io.trivium.med.bench;

import io.trivium.core.bench.BenchReport;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The benchmark of reading a study as a program; the report is written to standard output, faults to standard error.
 */
@Command(
        name = "study-bench",
        mixinStandardHelpOptions = true,
        description = "From the last C-STORE of a chest CT to its report in the PACS.")
public final class StudyBenchTool implements Callable<Integer> {

    @Option(names = "--node-ae", defaultValue = "TRIVIUM", description = "AE title of the node.")
    String nodeAe = "TRIVIUM";

    @Option(names = "--pacs-port", required = true, description = "Port of the PACS's DICOM acceptor.")
    int pacsPort;

    @Option(names = "--slices", defaultValue = "300", description = "Slices of a study (default: ${DEFAULT-VALUE}).")
    int slices = 300;

    @Option(
            names = "--studies",
            defaultValue = "4",
            description = "Studies, of which the first warms up (default: ${DEFAULT-VALUE}).")
    int studies = 4;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new StudyBenchTool()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            BenchReport report = new StudyBench(new StudyBench.Options(nodeAe, pacsPort, slices, studies)).run();
            System.out.println(json ? report.toJson().stripTrailing() : StoreBenchTool.text(report));
            return 0;
        } catch (IOException e) {
            System.err.println("error: " + e.getMessage());
            return 1;
        }
    }
}
