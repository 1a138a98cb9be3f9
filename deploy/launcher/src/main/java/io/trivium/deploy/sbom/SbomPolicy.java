package io.trivium.deploy.sbom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The parts that may not be shipped: versions below a floor, and parts available only under a licence of the GPL's
 * kind. Floors, and licences of parts that declare none, are maintained by hand in {@code security/known-bad.json}; no
 * vulnerability database is queried.
 */
public final class SbomPolicy {
    /** The Lesser GPL lets others link; the class path exception does too. */
    private static final Pattern COPYLEFT =
            Pattern.compile("(?i)affero|\\bAGPL|(?<!lesser )(?<!library )general public licen[sc]e|(?<![AL])\\bGPL");

    private static final Pattern LINKABLE = Pattern.compile("(?i)class ?path|\\bCPE\\b|lesser|LGPL|with exception");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Floor> floors = new HashMap<>();
    private final Map<String, String> licences = new HashMap<>();

    private record Floor(String version, String why) {}

    /** Reads {@code security/known-bad.json}. */
    public static SbomPolicy read(Path root) throws IOException {
        SbomPolicy policy = new SbomPolicy();
        JsonNode file = JSON.readTree(Files.readString(root.resolve("security/known-bad.json")));
        for (JsonNode floor : file.path("floors")) {
            policy.floors.put(
                    floor.path("component").asText(),
                    new Floor(floor.path("below").asText(), floor.path("why").asText()));
        }
        for (JsonNode licence : file.path("licences")) {
            policy.licences.put(
                    licence.path("component").asText(), licence.path("licence").asText());
        }
        return policy;
    }

    private SbomPolicy() {}

    /** One sentence for each part that may not be shipped. */
    public List<String> violations(Sbom sbom) {
        List<String> violations = new ArrayList<>();
        for (Part part : sbom.parts()) {
            Floor floor = floors.get(part.key());
            if (floor != null && isBelow(part.version(), floor.version())) {
                violations.add(part.key() + " " + part.version() + " is below " + floor.version() + ": " + floor.why());
            }
            List<String> told = licences(part);
            if (!told.isEmpty() && told.stream().allMatch(SbomPolicy::isCopyleft)) {
                violations.add(part.key() + " " + part.version() + " can be had under " + told + " alone");
            }
        }
        return violations;
    }

    /** Parts without a known licence; models have their data's licences in their properties. */
    public List<String> withoutLicence(Sbom sbom) {
        return sbom.parts().stream()
                .filter(part -> part.kind() != Part.Kind.MODEL && licences(part).isEmpty())
                .map(Part::key)
                .toList();
    }

    private List<String> licences(Part part) {
        String known = licences.get(part.key());
        return known == null ? part.licences() : List.of(known);
    }

    static boolean isCopyleft(String licence) {
        return COPYLEFT.matcher(licence).find()
                && !LINKABLE.matcher(licence).find()
                && !licence.matches("(?i).*\\b(or|/)\\b.*(apache|mit|bsd|mpl|epl|lgpl).*");
    }

    static boolean isBelow(String version, String floor) {
        return ModuleDescriptor.Version.parse(version).compareTo(ModuleDescriptor.Version.parse(floor)) < 0;
    }
}
