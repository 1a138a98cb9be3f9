package io.trivium.med.conformance;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A row of {@code ./trivium conformance}: makes results of generated studies as the node does, has them judged and prints one
 * JSON object with {@code checker}, {@code cases} and {@code failures}, or with {@code missing} where a checker is not installed.
 */
public final class HospitalCheck {
    private static final long SEED = 28;

    private HospitalCheck() {}

    /** Arguments: {@code objects} for DICOM or {@code messages} for HL7 v2, and the number of studies. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("hospital-check");
        try {
            ProducedObjects.write(folder, Integer.parseInt(arguments[1]), SEED);
            List<CheckedObjects> rows =
                    arguments[0].equals("objects") ? DicomObjectCheck.check(folder) : Hl7Check.check(folder);
            System.out.println(new ObjectMapper().writeValueAsString(summary(rows)));
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) Files.delete(file);
            }
            Files.delete(folder);
        }
    }

    /** All rows in one: a checker that read nothing is missing, and each distinct error is a failure. */
    static Map<String, Object> summary(List<CheckedObjects> rows) {
        Optional<CheckedObjects> missing =
                rows.stream().filter(row -> row.objects() == 0).findFirst();
        if (missing.isPresent())
            return Map.of("missing", String.join("; ", missing.orElseThrow().messages()));
        return Map.of(
                "checker",
                rows.stream()
                        .map(row -> (row.checker() + " " + row.version()).strip())
                        .distinct()
                        .collect(Collectors.joining(", ")),
                "cases",
                rows.stream().mapToInt(CheckedObjects::objects).sum(),
                "failures",
                rows.stream()
                        .flatMap(row -> row.messages().stream().map(each -> row.name() + ": " + each))
                        .toList());
    }
}
