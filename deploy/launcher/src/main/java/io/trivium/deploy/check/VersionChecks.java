package io.trivium.deploy.check;

import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Checks that the running version is the built one. */
final class VersionChecks {
    private static final List<String> TELLING =
            List.of("quarkus-run.jar", "quarkus-app-dependencies.txt", "quarkus/generated-bytecode.jar");

    private VersionChecks() {}

    static List<Finding> of(Installation installation, DataDirectory data) {
        List<Finding> wrong = new ArrayList<>();
        for (String service : new Ports(Ports.DEFAULT_BASE).services().keySet()) {
            if (!installation.isBuilt(service)) {
                wrong.add(Finding.bad("build", service + " is not built", "./trivium build"));
                continue;
            }
            Path copy = data.apps().resolve(service);
            if (Files.exists(copy.resolve("quarkus-run.jar")) && differs(installation.application(service), copy)) {
                wrong.add(Finding.waiting(
                        "version",
                        service + " was built again since it was started",
                        "./trivium down, then ./trivium up starts what is built."));
            }
        }
        if (!Files.exists(installation.root().resolve("deploy/launcher/target/standalone/keycloak-archive.txt"))) {
            wrong.add(Finding.bad("build", "the launcher is only half built", "./trivium build --clean"));
        }
        return wrong.isEmpty() ? List.of(Finding.good("version", "what is built is what runs")) : wrong;
    }

    private static boolean differs(Path built, Path copy) {
        try {
            for (String file : TELLING) {
                Path of = built.resolve(file);
                Path its = copy.resolve(file);
                if (Files.exists(of)
                        && (!Files.exists(its)
                                || Files.size(of) != Files.size(its)
                                || !Files.getLastModifiedTime(of).equals(Files.getLastModifiedTime(its)))) {
                    return true;
                }
            }
            return false;
        } catch (IOException _) {
            // A build is running.
            return true;
        }
    }
}
