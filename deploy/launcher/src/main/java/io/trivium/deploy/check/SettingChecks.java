package io.trivium.deploy.check;

import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.standalone.Ports;
import io.trivium.deploy.standalone.PostgresComponent;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Checks whether a service or PostgreSQL is configured to acknowledge data that can be lost. */
final class SettingChecks {
    private SettingChecks() {}

    /** Settings in the data directory that override those of the services. */
    static List<Finding> of(DataDirectory data) {
        List<Finding> wrong = new ArrayList<>();
        for (String service : new Ports(Ports.DEFAULT_BASE).services().keySet()) {
            Path file = data.of(service).resolve("config/application.properties");
            read(file).forEach((name, value) -> {
                if (losesData(name.toString(), value.toString().strip())) {
                    wrong.add(Finding.bad(
                            service,
                            "is set to " + name + "=" + value + ": what it acknowledges can be lost",
                            "Take the line out of " + file + ", then ./trivium down and up."));
                }
            });
        }
        Path altered = PostgresComponent.cluster(data).resolve("postgresql.auto.conf");
        read(altered).forEach((name, value) -> {
            String plain = value.toString().replace("'", "").strip();
            if (List.of("fsync", "synchronous_commit", "full_page_writes").contains(name) && plain.equals("off")) {
                wrong.add(Finding.bad(
                        "PostgreSQL",
                        name + "=off is set in " + altered + ": a crash loses what was acknowledged",
                        "alter system reset " + name + "; select pg_reload_conf();"));
            }
        });
        return wrong;
    }

    static boolean losesData(String name, String value) {
        if (name.endsWith(".acks") || name.equals("acks")) return !value.equals("all") && !value.equals("-1");
        if (name.endsWith("enable.idempotence")
                || name.equals("platform.fin.stream.changelog")
                || name.endsWith(".outbox.enabled")) {
            return value.equals("false");
        }
        return name.contains("jdbc.url") && value.contains("synchronous_commit=off");
    }

    private static Properties read(Path file) {
        Properties properties = new Properties();
        if (Files.isReadable(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            } catch (IOException | IllegalArgumentException _) {
                // The service that reads it reports its faults.
            }
        }
        return properties;
    }
}
