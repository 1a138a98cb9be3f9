package io.trivium.deploy.component;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Command line of a service's tool. */
public final class ToolCommand {
    public static final String FIN_TOOL = "io.trivium.fin.tool.FinTool";
    public static final String STORE_BENCH = "io.trivium.med.bench.StoreBenchTool";
    public static final String STUDY_BENCH = "io.trivium.med.bench.StudyBenchTool";
    public static final String FAULT_LOAD = "io.trivium.med.bench.FaultLoadTool";
    public static final String DEMO_STUDY = "io.trivium.med.demo.DemoStudyTool";
    public static final String DEMO_PLANT = "io.trivium.industrial.demo.DemoPlantTool";
    public static final String PLANT_BENCH = "io.trivium.industrial.bench.PlantBenchTool";
    public static final String PLANT_FAULT_LOAD = "io.trivium.industrial.bench.PlantFaultLoadTool";
    public static final String RUNTIME_TOOL = "io.trivium.runtime.tool.RuntimeTool";

    private ToolCommand() {}

    public static List<String> of(
            Jvm jvm, String classPath, List<String> flags, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(jvm.java().toString());
        command.addAll(flags);
        command.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
        command.add("-Djava.awt.headless=true");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-cp");
        command.add(classPath);
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }

    /**
     * Class path of a service's tools.
     *
     * @param application Quarkus application of the service
     * @param folders of the jars that the service does not have
     */
    public static String classPath(Path application, List<Path> folders) {
        return Stream.concat(Stream.of("app", "lib/main", "lib/boot").map(application::resolve), folders.stream())
                .map(folder -> folder + "/*")
                .collect(Collectors.joining(":"));
    }
}
