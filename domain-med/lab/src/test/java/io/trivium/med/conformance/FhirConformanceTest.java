package io.trivium.med.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * HAPI FHIR's validator with the definitions of R4 on every resource that the node sends;
 * {@code -Dtrivium.conformance.objects=200} for at least 200 of each kind. Code systems that are not part of FHIR (SNOMED CT, LOINC,
 * DICOM) are not known to it and give warnings.
 */
class FhirConformanceTest {
    private static final int STUDIES = Integer.getInteger("trivium.conformance.objects", 10);

    @TempDir
    Path folder;

    @Test
    void hapiFindsNoErrorInProducedResources() throws Exception {
        ProducedObjects.write(folder, STUDIES, 28);
        FhirContext fhir = FhirContext.forR4();
        FhirValidator validator = fhir.newValidator()
                .registerValidatorModule(new FhirInstanceValidator(new ValidationSupportChain(
                        new DefaultProfileValidationSupport(fhir),
                        new CommonCodeSystemsTerminologyService(fhir),
                        new InMemoryTerminologyServerValidationSupport(fhir))));
        List<Path> bundles;
        try (Stream<Path> files = Files.list(folder)) {
            bundles = files.filter(file -> file.toString().endsWith(".json")).toList();
        }
        Map<String, Integer> kinds = new TreeMap<>();
        TreeSet<String> errors = new TreeSet<>();
        TreeSet<String> warnings = new TreeSet<>();
        for (Path file : bundles) {
            String json = Files.readString(file);
            for (Bundle.BundleEntryComponent entry :
                    fhir.newJsonParser().parseResource(Bundle.class, json).getEntry()) {
                kinds.merge(entry.getResource().fhirType(), 1, Integer::sum);
            }
            for (SingleValidationMessage each :
                    validator.validateWithResult(json).getMessages()) {
                String message = each.getLocationString() + " " + each.getMessage();
                if (each.getSeverity().compareTo(ResultSeverityEnum.ERROR) >= 0) errors.add(message);
                else warnings.add(each.getMessage().replaceAll("[0-9.a-f-]{8,}", "#"));
            }
        }
        System.out.println("FHIR R4: " + kinds + ", warnings " + warnings);
        assertEquals(List.of(), errors.stream().limit(20).toList());
        assertEquals(3, kinds.size());
        kinds.forEach((kind, count) -> assertTrue(count >= STUDIES, kind + " " + count));
    }
}
