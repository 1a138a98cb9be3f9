package io.trivium.deploy.standalone;

import io.trivium.deploy.component.Component;
import io.trivium.deploy.component.DataDirectory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/** Debian's Orthanc with its DICOMweb plugin, on loopback, as the PACS next to the hospital's service. */
public final class OrthancComponent implements Component {
    public static final String NAME = "orthanc";

    private static final List<Path> BINARIES = List.of(Path.of("/usr/sbin/Orthanc"), Path.of("/usr/bin/Orthanc"));
    private static final Path PLUGIN = Path.of("/usr/share/orthanc/plugins/libOrthancDicomWeb.so");

    /** Without it, every answer waits for the delayed acknowledgement of the one before. */
    private static final Map<String, String> ENVIRONMENT = Map.of("TCP_NODELAY", "1");

    private final DataDirectory data;
    private final Ports ports;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    public OrthancComponent(DataDirectory data, Ports ports) {
        this.data = data;
        this.ports = ports;
    }

    /** Whether this machine has one. */
    public static boolean isInstalled() {
        return BINARIES.stream().anyMatch(Files::isExecutable);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public OptionalInt port() {
        return OptionalInt.of(ports.pacsHttp());
    }

    private Path configuration() {
        return data.of(NAME).resolve("orthanc.json");
    }

    @Override
    public void prepare() throws IOException {
        Path store = Files.createDirectories(data.of(NAME).resolve("store"));
        DataDirectory.writeAtomically(
                configuration(),
                String.format(
                        Locale.ROOT,
                        """
                        {"Name": "Trivium's demo PACS", "StorageDirectory": "%s", "IndexDirectory": "%s",
                         "DicomAet": "ORTHANC", "DicomPort": %d, "HttpPort": %d, "RemoteAccessAllowed": false,
                         "AuthenticationEnabled": false, "Plugins": [%s], "DicomCheckCalledAet": false,
                         "DicomAlwaysAllowStore": true, "DicomAlwaysAllowFind": true, "DicomAlwaysAllowGet": true,
                         "DicomAlwaysAllowMove": true,
                         "DicomAlwaysAllowEcho": true, "UnknownSopClassAccepted": true, "OverwriteInstances": false,
                         "MaximumStorageCacheSize": 32, "MallocArenaMax": 2,
                         "DicomModalities": {"trivium": ["TRIVIUM", "127.0.0.1", %d]}}
                        """,
                        store,
                        store,
                        ports.pacs(),
                        ports.pacsHttp(),
                        Files.exists(PLUGIN) ? "\"" + PLUGIN + "\"" : "",
                        ports.dicom()));
    }

    @Override
    public Launch launch() throws IOException {
        Path binary = BINARIES.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(
                        () -> new IOException("Orthanc is missing; install Debian's orthanc and orthanc-dicomweb"));
        return new Launch(List.of(binary.toString(), configuration().toString()), ENVIRONMENT, data.of(NAME));
    }

    @Override
    public void probe() throws Exception {
        HttpResponse<Void> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.pacsHttp() + "/system"))
                        .timeout(Duration.ofSeconds(5))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        if (answer.statusCode() != 200) throw new IOException("Orthanc answers with " + answer.statusCode());
    }

    @Override
    public boolean essential() {
        return false;
    }
}
