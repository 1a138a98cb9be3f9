package io.trivium.industrial.bench;

import io.trivium.industrial.asset.PlantDocument;
import io.trivium.industrial.asset.PlantDocument.Part;
import io.trivium.industrial.asset.PlantDocument.Template;
import io.trivium.industrial.asset.PlantLevel;
import io.trivium.industrial.asset.TagDefinition;
import io.trivium.industrial.asset.UcumUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A line of machines that are all alike, for one benchmark.
 *
 * @param line name of the line, and the second level of its topics
 * @param assets how many machines
 * @param tags how many tags each
 * @param samplingMs usual time between two readings of a tag
 */
record LoadPlant(String line, int assets, int tags, int samplingMs) {
    private static final String ENTERPRISE = "Benchmark";

    PlantDocument document() {
        String type = "bench-" + line;
        List<TagDefinition> definitions = IntStream.range(0, tags)
                .mapToObj(tag ->
                        new TagDefinition(tag(tag), "Measured value", new UcumUnit("1"), -1_000.0, 1_000.0, samplingMs))
                .toList();
        List<Part> machines = new ArrayList<>();
        for (int asset = 0; asset < assets; asset++) {
            machines.add(new Part(PlantLevel.ASSET, name(asset), null, type, source(asset), null, null));
        }
        Part whole = part(PlantLevel.LINE, line, machines);
        Part area = part(PlantLevel.AREA, "Load", List.of(whole));
        Part site = part(PlantLevel.SITE, "Load", List.of(area));
        return new PlantDocument(
                1,
                List.of(new Template(type, "Machine of a benchmark", definitions, null, null)),
                List.of(part(PlantLevel.ENTERPRISE, ENTERPRISE, List.of(site))));
    }

    String name(int asset) {
        return String.format(Locale.ROOT, "%s-%04d", line, asset);
    }

    String source(int asset) {
        return "plant/" + line + "/" + name(asset);
    }

    String topic(int asset) {
        return source(asset) + "/values";
    }

    static String tag(int tag) {
        return "t" + tag;
    }

    private static Part part(PlantLevel level, String name, List<Part> children) {
        return new Part(level, name, null, null, null, null, children);
    }
}
