package io.trivium.med.bench;

import io.trivium.core.bench.BenchReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The benchmark of the store as a program; the report is written to standard output, faults to standard error. */
@Command(
        name = "store-bench",
        mixinStandardHelpOptions = true,
        description = "C-STORE into a running node and into Orthanc, in turn.")
public final class StoreBenchTool implements Callable<Integer> {

    @Option(names = "--node-port", required = true, description = "Port of the node's DICOM acceptor.")
    int nodePort;

    @Option(names = "--node-ae", defaultValue = "TRIVIUM", description = "AE title of the node.")
    String nodeAe = "TRIVIUM";

    @Option(names = "--node-pid", defaultValue = "0", description = "Process of the node.")
    long nodePid;

    @Option(names = "--database-pid", defaultValue = "0", description = "Process of its PostgreSQL.")
    long databasePid;

    @Option(names = "--orthanc-port", required = true, description = "A free port for Orthanc.")
    int orthancPort;

    @Option(names = "--instances", defaultValue = "600", description = "Images a run (default: ${DEFAULT-VALUE}).")
    int instances = 600;

    @Option(
            names = "--warm-up",
            defaultValue = "1500",
            description = "Images into the node before anything is measured (default: ${DEFAULT-VALUE}).")
    int warmUp = 1_500;

    @Option(names = "--directory", required = true, description = "Where Orthanc's store goes.")
    Path directory = Path.of(".");

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new StoreBenchTool()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            BenchReport report = new StoreBench(new StoreBench.Options(
                            nodePort, nodeAe, nodePid, databasePid, orthancPort, instances, warmUp, directory))
                    .run();
            System.out.println(json ? report.toJson().stripTrailing() : text(report));
            return 0;
        } catch (IOException e) {
            System.err.println("error: " + e.getMessage());
            return 1;
        }
    }

    static String text(BenchReport report) {
        StringBuilder text = new StringBuilder(report.load());
        for (BenchReport.Target target : report.targets()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%n%-32s %10s %-4s %s %s",
                    target.name(),
                    target.value() == null ? "-" : String.format(Locale.ROOT, "%.2f", target.value()),
                    target.unit(),
                    target.target() == null ? "" : String.format(Locale.ROOT, "target %.2f", target.target()),
                    target.peer() == null ? "" : "(" + target.peer() + ")"));
        }
        return text.toString();
    }
}
