package io.trivium.med.dicom.association;

import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.association.AssociateAccept.ContextAnswer;
import io.trivium.med.dicom.association.AssociateAccept.ContextResult;
import io.trivium.med.dicom.association.AssociateRequest.ProposedContext;
import io.trivium.med.dicom.association.AssociateRequest.RoleSelection;
import io.trivium.med.dicom.association.DicomProtocolException.AbortReason;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Reads the value of A-ASSOCIATE-RQ and -AC (PS3.8 9.3.2, 9.3.3). Accepts any bytes: a value that is invalid is a
 * {@link DicomProtocolException}. Unknown items are skipped, as PS3.8 9.3.1 requires.
 */
public final class AssociateDecoder {

    /** Longest value that is read; 128 contexts with 40 transfer syntaxes each fit. */
    public static final int LONGEST = 512 * 1024;

    private static final int FIXED = 68;
    private static final int MOST_CONTEXTS = 128;
    private static final int MOST_TRANSFER_SYNTAXES = 128;
    private static final int MOST_ROLES = 512;

    private long maxPduLength;
    private String implementationClass = "";
    private String implementationVersion = "";
    private String applicationContext = "";
    private final List<RoleSelection> roles = new ArrayList<>();
    private final List<ProposedContext> proposed = new ArrayList<>();
    private final List<ContextAnswer> answers = new ArrayList<>();
    private final BitSet seen = new BitSet(256);

    private AssociateDecoder() {}

    /** The request in a PDU's value (what follows the six bytes of type and length). */
    public static AssociateRequest request(byte[] value) throws DicomProtocolException {
        AssociateDecoder decoder = new AssociateDecoder();
        ByteBuffer buffer = ByteBuffer.wrap(value);
        Fixed fixed = decoder.read(buffer, true);
        return new AssociateRequest(
                fixed.protocolVersion(),
                fixed.calledAe(),
                fixed.callingAe(),
                decoder.applicationContext,
                decoder.proposed,
                decoder.maxPduLength,
                decoder.implementationClass,
                decoder.implementationVersion,
                decoder.roles);
    }

    /** The acceptance in a PDU's value. */
    public static AssociateAccept accept(byte[] value) throws DicomProtocolException {
        AssociateDecoder decoder = new AssociateDecoder();
        ByteBuffer buffer = ByteBuffer.wrap(value);
        Fixed fixed = decoder.read(buffer, false);
        return new AssociateAccept(
                fixed.calledAe(),
                fixed.callingAe(),
                decoder.answers,
                decoder.maxPduLength,
                decoder.implementationClass,
                decoder.implementationVersion,
                decoder.roles);
    }

    private record Fixed(int protocolVersion, String calledAe, String callingAe) {}

    private Fixed read(ByteBuffer buffer, boolean request) throws DicomProtocolException {
        if (buffer.remaining() < FIXED) throw invalid("the A-ASSOCIATE PDU is shorter than its fixed part");
        try {
            int version = buffer.getShort() & 0xFFFF;
            buffer.getShort();
            String called = text(buffer, 16).strip();
            String calling = text(buffer, 16).strip();
            buffer.position(FIXED);
            while (buffer.hasRemaining()) {
                int type = buffer.get() & 0xFF;
                buffer.get();
                ByteBuffer item = part(buffer);
                switch (type) {
                    case 0x10 -> applicationContext = uid(item);
                    case 0x20 -> {
                        if (request) proposedContext(item);
                    }
                    case 0x21 -> {
                        if (!request) contextAnswer(item);
                    }
                    case 0x50 -> userInformation(item);
                    default -> {}
                }
            }
            return new Fixed(version, called, calling);
        } catch (BufferUnderflowException e) {
            throw invalid("an item of the A-ASSOCIATE PDU is shorter than its fields");
        }
    }

    /** PS3.8 9.3.2.2 requires odd ids. Even ones are accepted, because dcm4che's {@code stgcmtscu} sends them. */
    private int contextId(ByteBuffer item) throws DicomProtocolException {
        int id = item.get() & 0xFF;
        if (id == 0 || seen.get(id)) throw invalid("a presentation context id is 0 or used twice");
        seen.set(id);
        if (seen.cardinality() > MOST_CONTEXTS) throw invalid("more than 128 presentation contexts");
        return id;
    }

    private void proposedContext(ByteBuffer item) throws DicomProtocolException {
        int id = contextId(item);
        item.get();
        item.get();
        item.get();
        String abstractSyntax = "";
        List<String> transferSyntaxes = new ArrayList<>();
        while (item.hasRemaining()) {
            int type = item.get() & 0xFF;
            item.get();
            ByteBuffer sub = part(item);
            if (type == 0x30) {
                abstractSyntax = uid(sub);
            } else if (type == 0x40) {
                if (transferSyntaxes.size() == MOST_TRANSFER_SYNTAXES) {
                    throw invalid("a presentation context proposes more than 128 transfer syntaxes");
                }
                transferSyntaxes.add(uid(sub));
            }
        }
        if (abstractSyntax.isEmpty() || transferSyntaxes.isEmpty()) {
            throw invalid("a presentation context lacks its abstract syntax or every transfer syntax");
        }
        proposed.add(new ProposedContext(id, abstractSyntax, transferSyntaxes));
    }

    private void contextAnswer(ByteBuffer item) throws DicomProtocolException {
        int id = contextId(item);
        item.get();
        ContextResult result = ContextResult.of(item.get() & 0xFF);
        item.get();
        String transferSyntax = "";
        while (item.hasRemaining()) {
            int type = item.get() & 0xFF;
            item.get();
            ByteBuffer sub = part(item);
            if (type == 0x40) transferSyntax = text(sub, sub.remaining());
        }
        answers.add(new ContextAnswer(id, result, transferSyntax));
    }

    private void userInformation(ByteBuffer item) throws DicomProtocolException {
        while (item.hasRemaining()) {
            int type = item.get() & 0xFF;
            item.get();
            ByteBuffer sub = part(item);
            switch (type) {
                case 0x51 -> maxPduLength = sub.getInt() & 0xFFFFFFFFL;
                case 0x52 -> implementationClass = text(sub, Math.min(sub.remaining(), 64));
                case 0x54 -> {
                    int length = sub.getShort() & 0xFFFF;
                    if (length > sub.remaining() || roles.size() == MOST_ROLES) {
                        throw invalid("a role selection item is longer than its field, or there are too many");
                    }
                    String sopClass = text(sub, length);
                    roles.add(new RoleSelection(sopClass, sub.get() == 1, sub.get() == 1));
                }
                case 0x55 -> implementationVersion = text(sub, Math.min(sub.remaining(), 16));
                default -> {}
            }
        }
    }

    private static ByteBuffer part(ByteBuffer buffer) throws DicomProtocolException {
        int length = buffer.getShort() & 0xFFFF;
        if (length > buffer.remaining()) throw invalid("an item of the A-ASSOCIATE PDU is longer than what holds it");
        ByteBuffer part = buffer.slice(buffer.position(), length);
        buffer.position(buffer.position() + length);
        return part;
    }

    private static String uid(ByteBuffer item) throws DicomProtocolException {
        String uid = text(item, item.remaining());
        if (!Uids.isUid(uid)) throw invalid("an item of the A-ASSOCIATE PDU holds no UID");
        return uid;
    }

    /** ASCII; a trailing NUL, which some send for padding, is no part of it. */
    private static String text(ByteBuffer buffer, int length) {
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        int end = length;
        while (end > 0 && bytes[end - 1] == 0) end--;
        return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
    }

    private static DicomProtocolException invalid(String message) {
        return new DicomProtocolException(AbortReason.INVALID_PARAMETER, message);
    }
}
