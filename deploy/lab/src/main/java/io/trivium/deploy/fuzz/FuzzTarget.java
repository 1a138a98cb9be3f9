package io.trivium.deploy.fuzz;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The targets of the search: a class of a module's tests with {@code fuzzerTestOneInput(byte[])}. */
public enum FuzzTarget {
    DICOM_DATA_SET("domain-med/service", "io.trivium.med.dicom.DataSetFuzzer"),
    DICOM_WIRE("domain-med/service", "io.trivium.med.dicom.WireFuzzer"),
    DICOM_IMAGE("domain-med/service", "io.trivium.med.study.ImageFuzzer"),
    DICOM_CODEC("domain-med/service", "io.trivium.med.study.CodecFuzzer"),
    DICOM_MULTIPART("domain-med/service", "io.trivium.med.dicomweb.MultipartFuzzer"),
    HL7("domain-med/service", "io.trivium.med.report.Hl7Fuzzer"),
    ISO_8583("domain-fin/service", "io.trivium.fin.iso.Iso8583Fuzzer"),
    ISO_20022("domain-fin/service", "io.trivium.fin.iso.Iso20022Fuzzer"),
    SPARKPLUG("domain-industrial/service", "io.trivium.industrial.intake.SparkplugFuzzer"),
    JSON_INTAKE("domain-industrial/service", "io.trivium.industrial.intake.JsonIntakeFuzzer"),
    INFERENCE_REQUEST("model-runtime/serving", "io.trivium.runtime.inference.InferenceRequestFuzzer"),
    PACK_MANIFEST("model-runtime/serving", "io.trivium.runtime.pack.PackManifestFuzzer"),
    MODEL_SPEC("model-runtime/serving", "io.trivium.runtime.pack.ModelSpecFuzzer"),
    PACK_FILES("model-runtime/serving", "io.trivium.runtime.pack.PackFilesFuzzer");

    private final String module;
    private final String className;

    FuzzTarget(String module, String className) {
        this.module = module;
        this.className = className;
    }

    /** As the command line has it, such as {@code dicom-data-set}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<FuzzTarget> ofLabel(String label) {
        return Arrays.stream(values())
                .filter(target -> target.label().equals(label))
                .findFirst();
    }

    String module() {
        return module;
    }

    String className() {
        return className;
    }

    /** The class's own name, which is that of the folder of its seeds too. */
    private String simpleName() {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    /** Inputs that are kept, replayed by the module's tests. */
    Path seeds(Path root) {
        return root.resolve(module).resolve("src/test/fuzz").resolve(simpleName());
    }

    Path source(Path root) {
        return root.resolve(module).resolve("src/test/java").resolve(className.replace('.', '/') + ".java");
    }
}
