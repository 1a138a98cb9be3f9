package io.trivium.deploy.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Checks of what the platform needs of a machine. */
public final class Diagnosis {
    /**
     * One check.
     *
     * @param what is checked
     * @param found as it is here
     * @param remedy what to do about it; empty when good
     */
    public record Finding(String what, boolean good, String found, String remedy) {}

    private static final long LEAST_MEMORY_BYTES = 4L << 30;
    private static final long GIB = 1L << 30;

    private final Installation installation;
    private final Platform platform;
    private final Ports ports;

    public Diagnosis(Installation installation, Platform platform, Ports ports) {
        this.installation = installation;
        this.platform = platform;
        this.ports = ports;
    }

    public List<Finding> findings() throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        findings.add(system());
        findings.add(jdk());
        findings.add(memory());
        findings.add(disk());
        for (String tool : List.of("tar", "setsid", "mvn", "node", "npm")) {
            findings.add(tool(tool));
        }
        findings.add(userNamespaces());
        findings.add(clock());
        findings.add(dataDirectory());
        findings.add(cache());
        findings.addAll(portFindings());
        return findings;
    }

    private static Finding system() {
        String name = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        boolean good = System.getProperty("os.name").equals("Linux")
                && List.of("amd64", "aarch64").contains(System.getProperty("os.arch"));
        return new Finding("system", good, name, good ? "" : "Use Linux on x86-64 or arm64.");
    }

    private static Finding jdk() {
        int version = Runtime.version().feature();
        return new Finding(
                "JDK",
                version >= 25,
                Runtime.version() + " in " + System.getProperty("java.home"),
                "Install JDK 25: apt-get install openjdk-25-jdk-headless, or set JAVA_HOME.");
    }

    private static Finding memory() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
                if (line.startsWith("MemAvailable:")) {
                    long available = Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                    return new Finding(
                            "memory",
                            available >= LEAST_MEMORY_BYTES,
                            gib(available) + " available",
                            "End other programs: the platform needs about 3 GiB, a build 1 GiB more.");
                }
            }
        } catch (IOException e) {
            return new Finding("memory", false, "unknown: " + e.getMessage(), "Is this Linux with /proc?");
        }
        return new Finding("memory", false, "unknown", "Is this Linux with /proc?");
    }

    private Finding disk() {
        Path directory = platform.data().root();
        while (!Files.exists(directory) && directory.getParent() != null) {
            directory = directory.getParent();
        }
        try {
            long free = Files.getFileStore(directory).getUsableSpace();
            return new Finding(
                    "disk",
                    free >= Platform.LEAST_FREE_BYTES,
                    gib(free) + " free at " + directory,
                    "Free some, or name a directory on another disk with --data-dir.");
        } catch (IOException e) {
            return new Finding(
                    "disk", false, String.valueOf(e.getMessage()), "Name another directory with --data-dir.");
        }
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) GIB);
    }

    private static Finding tool(String name) {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            Path candidate = Path.of(directory.isEmpty() ? "." : directory, name);
            if (Files.isExecutable(candidate)) {
                return new Finding(name, true, candidate.toString(), "");
            }
        }
        Map<String, String> packages = Map.of("mvn", "maven", "node", "nodejs", "setsid", "util-linux");
        return new Finding(name, false, "not found", "apt-get install " + packages.getOrDefault(name, name));
    }

    /** PostgreSQL does not run as root; a user namespace makes root nobody. */
    private static Finding userNamespaces() throws InterruptedException {
        if (!System.getProperty("user.name").equals("root")) {
            return new Finding("user", true, System.getProperty("user.name"), "");
        }
        String remedy = "Run ./trivium as an ordinary user: PostgreSQL refuses to run as root, and this machine"
                + " allows no user namespaces.";
        try {
            Process process = new ProcessBuilder("unshare", "--user", "true").start();
            boolean good = process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
            return new Finding("user", good, good ? "root, with user namespaces" : "root, no user namespaces", remedy);
        } catch (IOException e) {
            return new Finding("user", false, "root, and unshare is missing", "apt-get install util-linux");
        }
    }

    /** Tokens are refused by a clock that is behind; the build's own files tell a clock that is far behind. */
    private Finding clock() {
        try {
            Instant built = Files.getLastModifiedTime(installation.root().resolve("pom.xml"))
                    .toInstant();
            boolean good = Instant.now().isAfter(built.minus(Duration.ofMinutes(5)));
            return new Finding("clock", good, Instant.now().toString(), "Set the clock: it is behind the sources.");
        } catch (IOException e) {
            return new Finding("clock", false, String.valueOf(e.getMessage()), "Is this the working tree?");
        }
    }

    private Finding dataDirectory() {
        Path root = platform.data().root();
        if (!Files.exists(root)) {
            return new Finding("data directory", true, root + " (not made yet)", "");
        }
        boolean good = Files.isDirectory(root) && Files.isWritable(root);
        return new Finding("data directory", good, root.toString(), "Name another with --data-dir.");
    }

    private static Finding cache() {
        Path root = Cache.ofUser(System.getenv()).root();
        boolean good = !Files.exists(root) || Files.isWritable(root);
        return new Finding("cache", good, root.toString(), "Name another directory in TRIVIUM_CACHE_DIR.");
    }

    private List<Finding> portFindings() {
        if (platform.isRunning()) {
            return List.of(new Finding("ports", true, "in use by this platform, base " + ports.base(), ""));
        }
        List<Finding> findings = new ArrayList<>();
        ports.all().forEach((name, port) -> {
            if (!PortOwner.isFree(port)) {
                String owner = PortOwner.of(port)
                        .map(found -> "process " + found.pid() + " (" + found.command() + ")")
                        .orElse("another user's process");
                findings.add(new Finding(
                        "port " + port,
                        false,
                        "needed by " + name + ", taken by " + owner,
                        "End that process, or choose other ports with --port-base."));
            }
        });
        EphemeralPorts.ofThisMachine()
                .warning(ports)
                .ifPresent(warning -> findings.add(
                        new Finding("port range", false, warning, "./trivium up --port-base " + Ports.DEFAULT_BASE)));
        if (findings.isEmpty()) {
            findings.add(new Finding("ports", true, "free, base " + ports.base(), ""));
        }
        return findings;
    }
}
