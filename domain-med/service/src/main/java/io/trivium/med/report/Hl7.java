package io.trivium.med.report;

import ca.uhn.hl7v2.AcknowledgmentCode;
import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.ErrorCode;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.model.Segment;
import ca.uhn.hl7v2.parser.GenericModelClassFactory;
import ca.uhn.hl7v2.parser.Parser;
import ca.uhn.hl7v2.util.Terser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import io.trivium.med.dataset.CharacterSets;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Parsing, acknowledgements and character sets of HL7 v2, for messages of any version and type. Thread-safe. */
final class Hl7 {
    private static final SecureRandom RANDOM = new SecureRandom();
    /** Of {@link #controlId()}; 20 digits to the base of 32, the longest MSH-10. */
    private static final int CONTROL_ID_BITS = 100;

    private static final int LONGEST_MSA_3 = 80;
    private static final int HEADER_BYTES = 2048;

    private static final Parser PARSER = parser();

    /** HL7 table 0211 to the defined terms of DICOM's Specific Character Set. */
    private static final Map<String, String> CHARACTER_SETS = Map.ofEntries(
            Map.entry("", "ISO_IR 100"), // holds ASCII, and no byte is lost
            Map.entry("ASCII", "ISO_IR 100"),
            Map.entry("ISO IR6", "ISO_IR 100"),
            Map.entry("8859/1", "ISO_IR 100"),
            Map.entry("8859/2", "ISO_IR 101"),
            Map.entry("8859/3", "ISO_IR 109"),
            Map.entry("8859/4", "ISO_IR 110"),
            Map.entry("8859/5", "ISO_IR 144"),
            Map.entry("8859/6", "ISO_IR 127"),
            Map.entry("8859/7", "ISO_IR 126"),
            Map.entry("8859/8", "ISO_IR 138"),
            Map.entry("8859/9", "ISO_IR 148"),
            Map.entry("8859/15", "ISO_IR 203"),
            Map.entry("ISO IR14", "ISO_IR 13"),
            Map.entry("ISO IR87", "ISO 2022 IR 87"),
            Map.entry("ISO IR159", "ISO 2022 IR 159"),
            Map.entry("KS X 1001", "ISO 2022 IR 149"),
            Map.entry("GB 18030-2000", "GB18030"),
            Map.entry("GB18030", "GB18030"),
            Map.entry("UNICODE", "ISO_IR 192"),
            Map.entry("UTF-8", "ISO_IR 192"),
            Map.entry("UNICODE UTF-8", "ISO_IR 192"));

    /** Codes of HL7 table 0357 for what repeating the message cannot change. */
    private static final Set<Integer> REJECTED = Set.of(
            ErrorCode.UNSUPPORTED_MESSAGE_TYPE.getCode(),
            ErrorCode.UNSUPPORTED_EVENT_CODE.getCode(),
            ErrorCode.UNSUPPORTED_PROCESSING_ID.getCode(),
            ErrorCode.UNSUPPORTED_VERSION_ID.getCode());

    private Hl7() {}

    private static Parser parser() {
        DefaultHapiContext context = new DefaultHapiContext(new GenericModelClassFactory());
        context.setValidationContext(ValidationContextFactory.noValidation());
        // The default keeps a file of numbers in the working directory.
        context.getParserConfiguration().setIdGenerator(Hl7::controlId);
        return context.getPipeParser();
    }

    /** A message control id (MSH-10) that no other message has. */
    static String controlId() {
        String digits = new BigInteger(CONTROL_ID_BITS, RANDOM).toString(32).toUpperCase(Locale.ROOT);
        return "0".repeat(CONTROL_ID_BITS / 5 - digits.length()) + digits;
    }

    /** Any version and any type, without a check of what a message of its type has to hold. */
    static Message parse(String text) throws HL7Exception {
        try {
            return PARSER.parse(text);
        } catch (RuntimeException e) {
            // The parser believes that a header has its encoding characters.
            throw new HL7Exception("this is no HL7 v2 message: " + e.getMessage(), e);
        }
    }

    /** That the message was taken (AA). */
    static String accepted(Message message) throws HL7Exception, IOException {
        return acknowledgement(message, AcknowledgmentCode.AA).encode();
    }

    /**
     * That the message was not taken: AR where repeating it is useless, because this node does not process its type, event or
     * version, else AE. The ERR segment has the code of table 0357 and the sentence for the sender's operator.
     */
    static String refused(Message message, HL7Exception why) throws HL7Exception, IOException {
        boolean rejected = REJECTED.contains(why.getErrorCode());
        Message reply = acknowledgement(message, rejected ? AcknowledgmentCode.AR : AcknowledgmentCode.AE);
        ErrorCode code = code(why);
        String sentence = String.valueOf(why.getMessage());
        Segment error = (Segment) reply.get(reply.addNonstandardSegment("ERR"));
        if (isBefore25(message.getVersion())) {
            // ERR-1 is the only field there, and MSA-3 what people are shown.
            Terser.set(error, 1, 0, 4, 1, Integer.toString(code.getCode()));
            Terser.set(error, 1, 0, 4, 2, code.getMessage());
            Terser.set(error, 1, 0, 4, 3, ErrorCode.codeTable());
            Segment acknowledgment = (Segment) reply.get("MSA");
            Terser.set(acknowledgment, 3, 0, 1, 1, sentence.substring(0, Math.min(sentence.length(), LONGEST_MSA_3)));
        } else {
            Terser.set(error, 3, 0, 1, 1, Integer.toString(code.getCode()));
            Terser.set(error, 3, 0, 2, 1, code.getMessage());
            Terser.set(error, 3, 0, 3, 1, ErrorCode.codeTable());
            Terser.set(error, 4, 0, 1, 1, "E");
            Terser.set(error, 8, 0, 1, 1, sentence.substring(0, Math.min(sentence.length(), 250)));
        }
        return reply.encode();
    }

    /** The answer to bytes that no message could be made of, or one of a version that does not exist. */
    static String unreadable(String text, HL7Exception why) throws HL7Exception, IOException {
        List<String> fields = fields(text);
        String control =
                text.startsWith("MSH") && fields.size() > 9 && !fields.get(9).isBlank() ? fields.get(9) : "0";
        Message message = parse("MSH|^~\\&|||TRIVIUM||||ACK|0|P|2.5\r");
        Segment header = (Segment) message.get("MSH");
        Terser.set(header, 10, 0, 1, 1, control.replaceAll("[^ -~]|\\^.*", "").strip());
        return refused(
                message,
                new HL7Exception(
                        code(why) == ErrorCode.UNSUPPORTED_VERSION_ID
                                ? "Send a version of HL7 v2 from 2.1 to 2.8."
                                : "This is no HL7 v2 message.",
                        code(why) == ErrorCode.UNSUPPORTED_VERSION_ID
                                ? ErrorCode.UNSUPPORTED_VERSION_ID
                                : ErrorCode.UNSUPPORTED_MESSAGE_TYPE));
    }

    private static ErrorCode code(HL7Exception why) {
        ErrorCode known = ErrorCode.errorCodeFor(why.getErrorCode());
        return known == null ? ErrorCode.APPLICATION_INTERNAL_ERROR : known;
    }

    private static boolean isBefore25(String version) {
        return version.startsWith("2.1")
                || version.startsWith("2.2")
                || version.startsWith("2.3")
                || version.startsWith("2.4");
    }

    private static Message acknowledgement(Message message, AcknowledgmentCode code) throws HL7Exception, IOException {
        Message reply = message.generateACK(code, null);
        String characterSet = new Terser(message).get("/.MSH-18");
        if (characterSet != null) new Terser(reply).set("/.MSH-18", characterSet);
        return reply;
    }

    /**
     * The text of a message, in the character sets of MSH-18 with their escape sequences.
     *
     * @throws HL7Exception where MSH-18 names a set that is not supported; decoding it as another one would change names
     */
    static String decode(byte[] message) throws HL7Exception {
        List<String> terms = new ArrayList<>();
        for (String name : characterSets(message)) {
            terms.add(Optional.ofNullable(CHARACTER_SETS.get(name))
                    .orElseThrow(() -> new HL7Exception(
                            "MSH-18 names a character set that is not supported; send UNICODE UTF-8.",
                            ErrorCode.TABLE_VALUE_NOT_FOUND)));
        }
        return CharacterSets.decode(message, String.join("\\", terms));
    }

    /** The encoding of the answer to a message. It has few characters that are not ASCII: the names in MSH-3 to MSH-6. */
    static Charset replyCharset(byte[] message) {
        return switch (CHARACTER_SETS.getOrDefault(characterSets(message).getFirst(), "")) {
            case "ISO_IR 192" -> StandardCharsets.UTF_8;
            case "GB18030" -> Charset.forName("GB18030");
            default -> StandardCharsets.ISO_8859_1;
        };
    }

    /** Values of MSH-18; one empty value where there is none. */
    private static List<String> characterSets(byte[] message) {
        List<String> fields =
                fields(new String(message, 0, Math.min(message.length, HEADER_BYTES), StandardCharsets.ISO_8859_1));
        String named = fields.size() > 17 ? fields.get(17).toUpperCase(Locale.ROOT) : "";
        return List.of(named.split("~", -1)).stream().map(String::strip).toList();
    }

    /** Fields of the first segment; index 9 is MSH-10. */
    private static List<String> fields(String text) {
        int end = text.indexOf('\r');
        String header = end < 0 ? text : text.substring(0, end);
        return List.of(header.split(text.length() > 3 ? Pattern.quote(text.substring(3, 4)) : "\\|", -1));
    }
}
