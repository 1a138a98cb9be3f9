package io.trivium.deploy.check;

import io.trivium.deploy.component.PortOwner;
import io.trivium.deploy.standalone.EphemeralPorts;
import io.trivium.deploy.standalone.Ports;
import java.util.ArrayList;
import java.util.List;

/** Whether the ports that a platform is to listen on are free. */
final class PortChecks {
    private PortChecks() {}

    static List<Finding> of(Ports ports) {
        List<Finding> findings = new ArrayList<>();
        ports.all().forEach((name, port) -> {
            if (!PortOwner.isFree(port)) {
                String owner = PortOwner.of(port)
                        .map(found -> "process " + found.pid() + " (" + found.command() + ")")
                        .orElse("another user's process");
                findings.add(Finding.bad(
                        "port " + port,
                        "needed by " + name + ", taken by " + owner,
                        "End that process, or choose other ports with --port-base."));
            }
        });
        EphemeralPorts.ofThisMachine()
                .warning(ports)
                .ifPresent(warning -> findings.add(
                        Finding.bad("port range", warning, "./trivium up --port-base " + Ports.DEFAULT_BASE)));
        return findings.isEmpty() ? List.of(Finding.good("ports", "free, base " + ports.base())) : findings;
    }
}
