package io.trivium.deploy.cli.option;

import com.fasterxml.jackson.databind.JsonNode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The audit logs' chains: one a service and organisation that it serves, and one of each service's own. */
public final class AuditChains {
    private static final List<String> BANKS = List.of("demo-bank", "replay-bank", "other-bank");
    private static final List<String> HOSPITALS = List.of("demo-hospital", "other-hospital");
    private static final List<String> PLANTS = List.of("demo-plant", "other-plant");

    /** Services with the organisations that they serve; each keeps a chain of its own too. */
    public static final Map<String, List<String>> TENANTS = tenants();

    private AuditChains() {}

    /** The runtime serves all of them. */
    private static Map<String, List<String>> tenants() {
        Map<String, List<String>> tenants = new LinkedHashMap<>();
        tenants.put("domain-fin", BANKS);
        tenants.put("domain-med", HOSPITALS);
        tenants.put("domain-industrial", PLANTS);
        tenants.put(
                "model-runtime", tenants.values().stream().flatMap(List::stream).toList());
        return tenants;
    }

    /** Services that run. */
    public static List<String> running(Platform platform) {
        return TENANTS.keySet().stream()
                .filter(name -> platform.status()
                        .flatMap(status -> status.component(name))
                        .isPresent())
                .toList();
    }

    /**
     * The owners of a service's chains: the requested tenant, where the service serves it, or all tenants and the
     * service itself.
     */
    public static List<String> owners(String service, @Nullable String asked) {
        List<String> owners = new ArrayList<>(TENANTS.getOrDefault(service, List.of()));
        owners.add(ServiceApi.PLATFORM);
        return asked == null ? owners : owners.contains(asked) ? List.of(asked) : List.of();
    }

    /** The service's report on one chain. */
    public static JsonNode verify(Platform platform, String service, String owner)
            throws IOException, InterruptedException {
        return ServiceApi.of(platform, service, owner).get("/v1/audit/verification");
    }

    /** The service's comparison of one chain with what was shipped of it; of services that ship nowhere without destinations. */
    public static JsonNode shipped(Platform platform, String service, String owner)
            throws IOException, InterruptedException {
        return ServiceApi.of(platform, service, owner).get("/v1/audit/shipping/verification");
    }

    /** The faults of all chains of all running services; waits until all of them are ready. */
    public static List<String> findings(Platform platform, Duration limit) throws InterruptedException {
        platform.awaitReady(limit, ignored -> {});
        List<String> findings = new ArrayList<>();
        for (String service : running(platform)) {
            for (String owner : owners(service, null)) {
                try {
                    JsonNode report = verify(platform, service, owner);
                    if (!report.path("intact").asBoolean(false)) {
                        findings.add(service + "/" + owner + ": " + report.path("findings"));
                    }
                } catch (IOException e) {
                    throw LauncherException.failure("The audit log of " + service + " cannot be verified: "
                            + e.getMessage() + "; see ./trivium logs " + service + ".");
                }
            }
        }
        return findings;
    }
}
