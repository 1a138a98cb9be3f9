package io.trivium.deploy.standalone;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.DomainTool;
import io.trivium.deploy.component.Jvm;
import io.trivium.deploy.component.Processors;
import io.trivium.deploy.component.Secrets;
import io.trivium.deploy.component.ToolCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the offline tools of a module in a JVM of their own that speaks to the caller's terminal. */
public final class Tools {
    private final Installation installation;
    private final ProcessBuilder.Redirect shown;
    private final Map<String, String> signer;

    /** Tools that print their results for the caller's user. */
    public Tools(Installation installation) {
        this(installation, ProcessBuilder.Redirect.INHERIT, Map.of());
    }

    private Tools(Installation installation, ProcessBuilder.Redirect shown, Map<String, String> signer) {
        this.installation = installation;
        this.shown = shown;
        this.signer = signer;
    }

    /** The same tools, which sign the packs that they write with the key of a platform, once that has a data directory. */
    public Tools signing(DataDirectory data) {
        if (!data.exists()) return this;
        return new Tools(installation, shown, Secrets.of(data).packSigning());
    }

    /** Tools whose results are not shown; their messages for users are. */
    public static Tools quiet(Installation installation) {
        return new Tools(installation, ProcessBuilder.Redirect.DISCARD, Map.of());
    }

    /** FinTool with these arguments; returns its exit code. */
    public int fin(List<String> arguments, Map<String, String> environment) throws InterruptedException {
        return fin(arguments, environment, shown);
    }

    /** As {@link #fin}, but its results are not shown. */
    public int finQuietly(List<String> arguments, Map<String, String> environment) throws InterruptedException {
        return fin(arguments, environment, ProcessBuilder.Redirect.DISCARD);
    }

    /**
     * As {@link #fin}, but its results are returned.
     *
     * @throws LauncherException when it ends with another exit code than 0
     */
    public String finOutput(List<String> arguments, Map<String, String> environment) throws InterruptedException {
        return output(arguments.getFirst(), results -> fin(arguments, environment, results));
    }

    /** As {@link #runtime}, but its results are returned; likewise. */
    public String runtimeOutput(List<String> arguments) throws InterruptedException {
        return output(arguments.getFirst(), results -> runtime(arguments, Map.of(), results));
    }

    private interface Run {
        int to(ProcessBuilder.Redirect results) throws InterruptedException;
    }

    private static String output(String name, Run run) throws InterruptedException {
        try {
            Path results = Files.createTempFile("trivium-tool-", ".out");
            try {
                int code = run.to(ProcessBuilder.Redirect.to(results.toFile()));
                if (code != 0) throw LauncherException.failure("The tool " + name + " ended with exit code " + code);
                return Files.readString(results);
            } finally {
                Files.deleteIfExists(results);
            }
        } catch (IOException e) {
            throw LauncherException.failure("The results of a tool cannot be kept: " + e.getMessage());
        }
    }

    /** As {@link #fin}, on these processors and with a collector that does not stop it: its pauses would be measured. */
    public int finOn(Processors processors, List<String> arguments, Map<String, String> environment)
            throws InterruptedException {
        return run(
                "domain-fin",
                processors.prefix(),
                List.of("-Xmx2g", "-XX:+UseZGC"),
                ToolCommand.FIN_TOOL,
                arguments,
                environment,
                shown);
    }

    private int fin(List<String> arguments, Map<String, String> environment, ProcessBuilder.Redirect results)
            throws InterruptedException {
        return run(
                "domain-fin",
                List.of("-Xmx2g", "-XX:+UseParallelGC"),
                ToolCommand.FIN_TOOL,
                arguments,
                environment,
                results);
    }

    /** The benchmark of the hospital's store with these arguments; returns its exit code. */
    public int storeBench(List<String> arguments) throws InterruptedException {
        return run(
                "domain-med",
                List.of("-Xmx256m"),
                ToolCommand.STORE_BENCH,
                arguments,
                Map.of("TCP_NODELAY", "1"),
                shown);
    }

    /** The benchmark of reading a study with these arguments; returns its exit code. */
    public int studyBench(List<String> arguments) throws InterruptedException {
        return run(
                "domain-med",
                List.of("-Xmx256m"),
                ToolCommand.STUDY_BENCH,
                arguments,
                Map.of("TCP_NODELAY", "1"),
                shown);
    }

    /** Sends a simulated study to the hospital's node with these arguments; returns its exit code. */
    int demoStudy(List<String> arguments) throws InterruptedException {
        return run(
                "domain-med",
                DemoStudiesComponent.FLAGS,
                ToolCommand.DEMO_STUDY,
                arguments,
                Map.of("TCP_NODELAY", "1"),
                shown);
    }

    /** A sender of studies that continues until its input ends; prints the UID of each that was taken whole. */
    public Process faultLoad(List<String> arguments, Path results) throws IOException {
        return new ProcessBuilder(ToolCommand.of(
                        Jvm.current(),
                        installation.toolClassPath("domain-med"),
                        List.of("-Xmx128m"),
                        ToolCommand.FAULT_LOAD,
                        arguments))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(results.toFile())
                .start();
    }

    /** The benchmark of the factory with these arguments, against a platform; returns its exit code. */
    public int plantBench(PlatformStatus status, DataDirectory data, List<String> arguments)
            throws InterruptedException {
        List<String> all = new ArrayList<>(DemoPlantComponent.addresses(status.ports()));
        all.addAll(arguments);
        Map<String, String> environment = new LinkedHashMap<>(DemoPlantComponent.environment(Secrets.of(data)));
        environment.putAll(new Database(status, data).environment());
        return run(
                "domain-industrial",
                List.of("-Xmx256m", "-XX:+UseSerialGC"),
                ToolCommand.PLANT_BENCH,
                all,
                environment,
                shown);
    }

    /** Machines that continue to send until its input ends; prints each reading that was acknowledged. */
    public Process plantFaultLoad(Ports ports, DataDirectory data, List<String> arguments, Path results)
            throws IOException {
        List<String> all = new ArrayList<>(DemoPlantComponent.addresses(ports));
        all.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(ToolCommand.of(
                        Jvm.current(),
                        installation.toolClassPath("domain-industrial"),
                        List.of("-Xmx128m", "-XX:+UseSerialGC"),
                        ToolCommand.PLANT_FAULT_LOAD,
                        all))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(results.toFile());
        builder.environment().putAll(DemoPlantComponent.environment(Secrets.of(data)));
        return builder.start();
    }

    /**
     * A domain's tool with these arguments, which it checks.
     *
     * @param trained where packs are written unless the arguments say otherwise
     * @return its exit code
     */
    public int of(DomainTool tool, List<String> arguments, Path trained) throws InterruptedException {
        return of(tool, arguments, defaults(tool, trained), shown);
    }

    /** The options of a command of a domain's tool, as it prints them. */
    public String help(DomainTool tool, String command) throws InterruptedException {
        List<String> arguments = List.of(command, "--help");
        return output(command, results -> of(tool, arguments, defaults(tool, Path.of("trained")), results));
    }

    private int of(
            DomainTool tool, List<String> arguments, Map<String, String> environment, ProcessBuilder.Redirect results)
            throws InterruptedException {
        return run(
                tool.module(),
                List.of(tool.heap(), "-XX:+UseParallelGC"),
                tool.mainClass(),
                arguments,
                environment,
                results);
    }

    /** Read by the tools where an option is not given. */
    private Map<String, String> defaults(DomainTool tool, Path trained) {
        Path module = installation.module(tool.module());
        return Map.of(
                "TRIVIUM_RUNTIME_CLASS_PATH", installation.toolClassPath("model-runtime"),
                "TRIVIUM_MODEL_SPECS", module.resolve("src/main/modelspec").toString(),
                "TRIVIUM_BUNDLED_PACKS", module.resolve("src/main/packs").toString(),
                "TRIVIUM_TRAINED_PACKS", trained.toString());
    }

    /** RuntimeTool with these arguments; returns its exit code. */
    public int runtime(List<String> arguments, Map<String, String> environment) throws InterruptedException {
        return runtime(arguments, environment, shown);
    }

    private int runtime(List<String> arguments, Map<String, String> environment, ProcessBuilder.Redirect results)
            throws InterruptedException {
        return run("model-runtime", List.of("-Xmx2g"), ToolCommand.RUNTIME_TOOL, arguments, environment, results);
    }

    private int run(
            String module,
            List<String> flags,
            String mainClass,
            List<String> arguments,
            Map<String, String> environment,
            ProcessBuilder.Redirect results)
            throws InterruptedException {
        return run(module, List.of(), flags, mainClass, arguments, environment, results);
    }

    private int run(
            String module,
            List<String> prefix,
            List<String> flags,
            String mainClass,
            List<String> arguments,
            Map<String, String> environment,
            ProcessBuilder.Redirect results)
            throws InterruptedException {
        if (!installation.isBuilt(module)) {
            throw LauncherException.failure(module + " is not built; run ./trivium build.");
        }
        List<String> command = new ArrayList<>(prefix);
        command.addAll(ToolCommand.of(Jvm.current(), installation.toolClassPath(module), flags, mainClass, arguments));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO().redirectOutput(results);
        builder.environment().putAll(signer);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            Thread ender = Thread.ofPlatform().unstarted(process::destroy);
            Runtime.getRuntime().addShutdownHook(ender);
            int code = process.waitFor();
            Runtime.getRuntime().removeShutdownHook(ender);
            return code;
        } catch (IOException e) {
            throw LauncherException.failure(mainClass + " cannot be started: " + e.getMessage());
        }
    }

    /** Newest bundled version of a model. */
    public Path bundledPack(String model) {
        return installation
                .newestPack(model)
                .orElseThrow(() -> LauncherException.failure("No bundled version of " + model
                        + " exists; make one with ./trivium train and name it with --pack."));
    }

    /** The environment variables of a tool that connects to the running platform. */
    public static Map<String, String> environment(PlatformStatus status, DataDirectory data) {
        return DemoTrafficComponent.environment(status.ports(), Secrets.of(data));
    }
}
