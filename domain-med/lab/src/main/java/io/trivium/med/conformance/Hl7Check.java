package io.trivium.med.conformance;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.Group;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.model.Segment;
import ca.uhn.hl7v2.model.Structure;
import ca.uhn.hl7v2.model.Type;
import ca.uhn.hl7v2.parser.CanonicalModelClassFactory;
import ca.uhn.hl7v2.parser.EncodingCharacters;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.parser.UnexpectedSegmentBehaviourEnum;
import ca.uhn.hl7v2.util.Terser;
import ca.uhn.hl7v2.util.idgenerator.InMemoryIDGenerator;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * HL7 v2 messages before HAPI: parsed strictly with its classes of version 2.5 and its default validation, then every field by what
 * these classes say of it: required, longest length, most repetitions. Acknowledgements must have distinct control ids. Fields of
 * earlier versions than 2.5 are parsed only.
 */
public final class Hl7Check {
    private static final PipeParser PARSER = parser();

    private Hl7Check() {}

    private static PipeParser parser() {
        DefaultHapiContext context = new DefaultHapiContext(new CanonicalModelClassFactory("2.5"));
        context.setValidationContext(ValidationContextFactory.defaultValidation());
        context.getParserConfiguration().setIdGenerator(new InMemoryIDGenerator());
        context.getParserConfiguration()
                .setUnexpectedSegmentBehaviour(UnexpectedSegmentBehaviourEnum.THROW_HL7_EXCEPTION);
        return context.getPipeParser();
    }

    /**
     * Checks all {@code .hl7} files of a folder.
     *
     * @return a row for each kind, which is the beginning of the file's name up to the first hyphen
     */
    public static List<CheckedObjects> check(Path directoryOfMessages) throws IOException {
        Map<String, List<Path>> kinds = new TreeMap<>();
        try (Stream<Path> files = Files.list(directoryOfMessages)) {
            files.filter(file -> file.toString().endsWith(".hl7"))
                    .sorted()
                    .forEach(file -> kinds.computeIfAbsent(
                                    file.getFileName().toString().replaceFirst("-.*", ""), _ -> new ArrayList<>())
                            .add(file));
        }
        List<CheckedObjects> rows = new ArrayList<>();
        for (Map.Entry<String, List<Path>> kind : kinds.entrySet()) {
            List<String> problems = new ArrayList<>();
            Set<String> controlIds = new HashSet<>();
            for (Path file : kind.getValue()) {
                problems.addAll(check(Files.readString(file)));
                String id = Files.readString(file).split("\\|", 11)[9];
                if (kind.getKey().equals("ack") && !controlIds.add(id)) problems.add("MSH-10 is not unique");
            }
            rows.add(new CheckedObjects(
                    "HL7 v2 " + kind.getKey().toUpperCase(Locale.ROOT),
                    "HAPI HL7v2",
                    "2.6.0",
                    kind.getValue().size(),
                    problems.size(),
                    0,
                    List.copyOf(new TreeSet<>(problems))));
        }
        return rows;
    }

    /** What is wrong with one message; nothing where it is right. */
    static List<String> check(String text) {
        List<String> problems = new ArrayList<>();
        try {
            Message message = PARSER.parse(text);
            String version = String.valueOf(new Terser(message).get("/.MSH-12"));
            fields(message, version.compareTo("2.5") >= 0, problems);
        } catch (HL7Exception e) {
            problems.add(String.valueOf(e.getMessage()));
        }
        return problems;
    }

    private static void fields(Group group, boolean required, List<String> problems) throws HL7Exception {
        for (String name : group.getNames()) {
            for (Structure each : group.getAll(name)) {
                switch (each) {
                    case Group inner -> fields(inner, required, problems);
                    case Segment segment -> fields(segment, required, problems);
                    default -> {}
                }
            }
        }
    }

    private static void fields(Segment segment, boolean required, List<String> problems) throws HL7Exception {
        if (segment.isEmpty()) return;
        // MSH-1 and MSH-2 are the separators themselves, which the encoder escapes.
        for (int number = segment.getName().equals("MSH") ? 3 : 1; number <= segment.numFields(); number++) {
            String field = segment.getName() + "-" + number;
            Type[] values = segment.getField(number);
            boolean empty = true;
            for (Type value : values) {
                empty &= value.isEmpty();
                int most = segment.getLength(number);
                if (most > 0
                        && PipeParser.encode(value, EncodingCharacters.defaultInstance())
                                        .length()
                                > most) {
                    problems.add(field + " is longer than " + most + " characters");
                }
            }
            if (required && empty && segment.isRequired(number)) problems.add(field + " is required and empty");
            int repetitions = segment.getMaxCardinality(number);
            if (repetitions > 0 && values.length > repetitions) problems.add(field + " repeats too often");
        }
    }
}
