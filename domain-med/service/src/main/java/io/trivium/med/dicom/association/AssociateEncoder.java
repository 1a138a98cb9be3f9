package io.trivium.med.dicom.association;

import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.association.AssociateAccept.ContextAnswer;
import io.trivium.med.dicom.association.AssociateRequest.ProposedContext;
import io.trivium.med.dicom.association.AssociateRequest.RoleSelection;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes A-ASSOCIATE-RQ, -AC and -RJ as whole PDUs. */
public final class AssociateEncoder {

    private AssociateEncoder() {}

    public static byte[] encode(AssociateRequest request) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        fixed(out, request.calledAe(), request.callingAe());
        item(out, 0x10, ascii(request.applicationContext()));
        for (ProposedContext context : request.contexts()) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.writeBytes(new byte[] {(byte) context.id(), 0, 0, 0});
            item(body, 0x30, ascii(context.abstractSyntax()));
            context.transferSyntaxes().forEach(syntax -> item(body, 0x40, ascii(syntax)));
            item(out, 0x20, body.toByteArray());
        }
        userInformation(
                out,
                request.maxPduLength(),
                request.implementationClass(),
                request.implementationVersion(),
                request.roles());
        return pdu(PduType.ASSOCIATE_REQUEST, out.toByteArray());
    }

    public static byte[] encode(AssociateAccept accept) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        fixed(out, accept.calledAe(), accept.callingAe());
        item(out, 0x10, ascii(Uids.APPLICATION_CONTEXT));
        for (ContextAnswer context : accept.contexts()) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.writeBytes(
                    new byte[] {(byte) context.id(), 0, (byte) context.result().code(), 0});
            item(body, 0x40, ascii(context.transferSyntax()));
            item(out, 0x21, body.toByteArray());
        }
        userInformation(
                out,
                accept.maxPduLength(),
                accept.implementationClass(),
                accept.implementationVersion(),
                accept.roles());
        return pdu(PduType.ASSOCIATE_ACCEPT, out.toByteArray());
    }

    public static byte[] encode(Rejection rejection) {
        return pdu(
                PduType.ASSOCIATE_REJECT,
                new byte[] {0, (byte) rejection.result(), (byte) rejection.source(), (byte) rejection.reason()});
    }

    /** A-RELEASE-RQ, A-RELEASE-RP and A-ABORT: four bytes, of which the last two say more in an abort. */
    public static byte[] encode(int type, int source, int reason) {
        return pdu(type, new byte[] {0, 0, (byte) source, (byte) reason});
    }

    private static void fixed(ByteArrayOutputStream out, String calledAe, String callingAe) {
        ByteBuffer fixed = ByteBuffer.allocate(68);
        fixed.putShort((short) 1).putShort((short) 0);
        fixed.put(padded(calledAe)).put(padded(callingAe));
        out.writeBytes(fixed.array());
    }

    private static byte[] padded(String ae) {
        return ascii(String.format("%-16.16s", ae));
    }

    private static void userInformation(
            ByteArrayOutputStream out, long maxPdu, String classUid, String version, List<RoleSelection> roles) {
        ByteArrayOutputStream user = new ByteArrayOutputStream();
        item(user, 0x51, ByteBuffer.allocate(4).putInt((int) maxPdu).array());
        item(user, 0x52, ascii(classUid));
        for (RoleSelection role : roles) {
            byte[] uid = ascii(role.sopClass());
            ByteBuffer body = ByteBuffer.allocate(4 + uid.length);
            body.putShort((short) uid.length).put(uid);
            body.put((byte) (role.scu() ? 1 : 0)).put((byte) (role.scp() ? 1 : 0));
            item(user, 0x54, body.array());
        }
        item(user, 0x55, ascii(version));
        item(out, 0x50, user.toByteArray());
    }

    private static void item(ByteArrayOutputStream out, int type, byte[] body) {
        out.write(type);
        out.write(0);
        out.write(body.length >> 8);
        out.write(body.length);
        out.writeBytes(body);
    }

    private static byte[] pdu(int type, byte[] value) {
        return ByteBuffer.allocate(6 + value.length)
                .put((byte) type)
                .put((byte) 0)
                .putInt(value.length)
                .put(value)
                .array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
