package io.trivium.med.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** An Orthanc as Debian has it, with its own SQLite store, on loopback. */
final class OrthancProcess implements AutoCloseable {

    private static final List<Path> PLACES = List.of(Path.of("/usr/sbin/Orthanc"), Path.of("/usr/bin/Orthanc"));

    private final Process process;
    private final int port;

    private OrthancProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Whether there is one on this machine. */
    static boolean isInstalled() {
        return PLACES.stream().anyMatch(Files::isExecutable);
    }

    /** @param noDelay with Nagle's algorithm off, which its DICOM toolkit leaves on unless the environment says otherwise */
    static OrthancProcess start(Path directory, int port, boolean noDelay) throws IOException {
        Path configuration = directory.resolve("orthanc.json");
        Path store = Files.createDirectories(directory.resolve("orthanc"));
        Files.writeString(configuration, String.format(Locale.ROOT, """
                {"Name": "bench", "StorageDirectory": "%s", "IndexDirectory": "%s", "DicomAet": "ORTHANC",
                 "DicomPort": %d, "HttpServerEnabled": false, "RemoteAccessAllowed": false, "Plugins": [],
                 "DicomAlwaysAllowStore": true, "DicomCheckCalledAet": false, "UnknownSopClassAccepted": true,
                 "OverwriteInstances": true}
                """, store, store, port));
        Path binary = PLACES.stream().filter(Files::isExecutable).findFirst().orElseThrow();
        ProcessBuilder builder = new ProcessBuilder(binary.toString(), configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("orthanc.log").toFile());
        if (noDelay) builder.environment().put("TCP_NODELAY", "1");
        else builder.environment().remove("TCP_NODELAY");
        return new OrthancProcess(builder.start(), port);
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
