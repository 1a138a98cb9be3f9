package io.trivium.deploy.standalone;

import io.trivium.deploy.component.Component;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.Jvm;
import io.trivium.deploy.component.ToolCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Sends simulated chest CTs to the hospital's node: two at once on the first start, then one every few minutes. Where
 * Orthanc is installed they pass through it. Between studies none of its processes runs; while one is made it has the
 * lowest priority on the machine.
 */
public final class DemoStudiesComponent implements Component {
    public static final String NAME = "demo-studies";

    /** From the end of one study to the next. */
    public static final Duration PAUSE = Duration.ofMinutes(5);

    /** Studies that are made in all, some 30 MB each at the node and as much again in Orthanc. */
    public static final int MOST = 16;

    /** Studies that are sent at once on the first start: a patient's prior and the study after it. */
    private static final int FIRST = 2;

    private static final String LIST = "studies.txt";

    /** A chest while it is made: some 5 s of a core, 230 MB resident. */
    static final List<String> FLAGS = List.of("-Xms16m", "-Xmx320m", "-XX:+UseSerialGC", "-XX:ActiveProcessorCount=1");

    private final DataDirectory data;
    private final Ports ports;
    private final Jvm jvm;

    public DemoStudiesComponent(DataDirectory data, Ports ports, Jvm jvm) {
        this.data = data;
        this.ports = ports;
        this.jvm = jvm;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public OptionalInt port() {
        return OptionalInt.empty();
    }

    @Override
    public Set<String> needs() {
        return Set.of("domain-med", "model-runtime");
    }

    @Override
    public boolean essential() {
        return false;
    }

    @Override
    public Optional<Duration> repeatsAfter() {
        return Optional.of(PAUSE);
    }

    @Override
    public void prepare() throws IOException {
        Files.createDirectories(data.of(NAME));
    }

    @Override
    public Launch launch() {
        List<String> arguments = new ArrayList<>(List.of(
                "--node-port", Integer.toString(ports.dicom()),
                "--list", data.of(NAME).resolve(LIST).toString(),
                "--first", Integer.toString(FIRST),
                "--most", Integer.toString(MOST)));
        if (OrthancComponent.isInstalled()) arguments.addAll(List.of("--pacs-port", Integer.toString(ports.pacs())));
        List<String> command = new ArrayList<>(List.of("nice", "-n", "10"));
        command.addAll(ToolCommand.of(jvm, data.toolClassPath("domain-med"), FLAGS, ToolCommand.DEMO_STUDY, arguments));
        return new Launch(command, Map.of("TCP_NODELAY", "1"), data.of(NAME));
    }

    @Override
    public void probe() {
        // It listens on nothing: running, or having ended well, is all that can be checked.
    }
}
