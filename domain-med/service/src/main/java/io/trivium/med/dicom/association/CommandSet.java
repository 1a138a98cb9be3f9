package io.trivium.med.dicom.association;

import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.association.DicomProtocolException.AbortReason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The command part of a message (PS3.7 6.3): elements of group 0000 in implicit little endian. Elements are named by
 * their number in the group ({@link Command}). Not thread-safe.
 */
public final class CommandSet {

    /** Longest command set that is read. */
    static final int LONGEST = 16 * 1024;

    private static final int MOST_ELEMENTS = 64;
    private static final int LONGEST_COMMENT = 64;

    private final TreeMap<Integer, byte[]> elements = new TreeMap<>();

    /** A request without a data set; {@link #withData()} says otherwise. */
    public static CommandSet request(int field, int messageId) {
        return new CommandSet()
                .number(Command.FIELD, field)
                .number(Command.MESSAGE_ID, messageId)
                .number(Command.DATA_SET_TYPE, Command.NO_DATA_SET);
    }

    /** The response to a request, without a data set, with its class and instance. */
    public static CommandSet response(CommandSet request, int status) {
        CommandSet response = new CommandSet()
                .number(Command.FIELD, request.field() | Command.RESPONSE)
                .number(Command.RESPONDED_MESSAGE_ID, request.messageId())
                .number(Command.DATA_SET_TYPE, Command.NO_DATA_SET)
                .number(Command.STATUS, status);
        request.text(Command.AFFECTED_SOP_CLASS)
                .or(() -> request.text(Command.REQUESTED_SOP_CLASS))
                .filter(Uids::isUid)
                .ifPresent(uid -> response.text(Command.AFFECTED_SOP_CLASS, uid));
        request.text(Command.AFFECTED_SOP_INSTANCE)
                .or(() -> request.text(Command.REQUESTED_SOP_INSTANCE))
                .filter(Uids::isUid)
                .ifPresent(uid -> response.text(Command.AFFECTED_SOP_INSTANCE, uid));
        return response;
    }

    /** Reads a command set; anything else than one is refused. */
    public static CommandSet decode(byte[] bytes, int length) throws DicomProtocolException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length).order(ByteOrder.LITTLE_ENDIAN);
        CommandSet command = new CommandSet();
        while (buffer.hasRemaining()) {
            if (buffer.remaining() < 8) throw invalid("the command set ends within an element");
            int group = buffer.getShort() & 0xFFFF;
            int element = buffer.getShort() & 0xFFFF;
            int valueLength = buffer.getInt();
            if (group != 0) throw invalid("the command set holds an element of another group");
            if (valueLength < 0 || valueLength > buffer.remaining()) {
                throw invalid("an element of the command set is longer than the set");
            }
            byte[] value = new byte[valueLength];
            buffer.get(value);
            if (element == Command.GROUP_LENGTH) continue;
            if (command.elements.size() == MOST_ELEMENTS || command.elements.putIfAbsent(element, value) != null) {
                throw invalid("the command set has an element twice, or too many");
            }
        }
        if (command.findNumber(Command.FIELD).isEmpty()
                || command.findNumber(Command.DATA_SET_TYPE).isEmpty()) {
            throw invalid("the command set lacks its command field or its data set type");
        }
        return command;
    }

    /** Encodes the set with its group length, as it is sent. */
    public byte[] encode() {
        int length =
                elements.values().stream().mapToInt(value -> 8 + value.length).sum();
        ByteBuffer buffer = ByteBuffer.allocate(12 + length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(0).putInt(4).putInt(length);
        for (Map.Entry<Integer, byte[]> element : elements.entrySet()) {
            buffer.putShort((short) 0).putShort((short) (int) element.getKey());
            buffer.putInt(element.getValue().length).put(element.getValue());
        }
        return buffer.array();
    }

    /** Sets an element of VR US. */
    public CommandSet number(int element, int value) {
        elements.put(element, new byte[] {(byte) value, (byte) (value >> 8)});
        return this;
    }

    /** Sets an element of VR UI, AE or LO, padded to even length. */
    public CommandSet text(int element, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
        byte[] even = new byte[bytes.length + (bytes.length & 1)];
        System.arraycopy(bytes, 0, even, 0, bytes.length);
        if (even.length > bytes.length) {
            even[bytes.length] = (byte) (value.indexOf('.') > 0 && Uids.isUid(value) ? 0 : ' ');
        }
        elements.put(element, even);
        return this;
    }

    /** Sets the meaning of the status as text, cut to the 64 characters of the field. */
    public CommandSet comment(String text) {
        return text(Command.ERROR_COMMENT, text.substring(0, Math.min(text.length(), LONGEST_COMMENT)));
    }

    /** Marks the message as followed by a data set. */
    public CommandSet withData() {
        return number(Command.DATA_SET_TYPE, 0);
    }

    public int field() {
        return findNumber(Command.FIELD).orElse(0);
    }

    public int messageId() {
        return findNumber(Command.MESSAGE_ID).orElse(0);
    }

    public int status() {
        return findNumber(Command.STATUS).orElse(0);
    }

    public boolean hasData() {
        return findNumber(Command.DATA_SET_TYPE).orElse(Command.NO_DATA_SET) != Command.NO_DATA_SET;
    }

    public boolean isResponse() {
        return (field() & Command.RESPONSE) != 0;
    }

    /** An element of VR US; empty when absent or not two bytes long. */
    public OptionalInt findNumber(int element) {
        byte[] value = elements.get(element);
        return value == null || value.length != 2
                ? OptionalInt.empty()
                : OptionalInt.of((value[0] & 0xFF) | ((value[1] & 0xFF) << 8));
    }

    /** An element of VR UI, AE or LO without its padding; empty when absent. */
    public Optional<String> text(int element) {
        byte[] value = elements.get(element);
        if (value == null) return Optional.empty();
        int end = value.length;
        while (end > 0 && (value[end - 1] == 0 || value[end - 1] == ' ')) end--;
        return Optional.of(new String(value, 0, end, StandardCharsets.ISO_8859_1).stripLeading());
    }

    private static DicomProtocolException invalid(String message) {
        return new DicomProtocolException(AbortReason.INVALID_PARAMETER, message);
    }
}
