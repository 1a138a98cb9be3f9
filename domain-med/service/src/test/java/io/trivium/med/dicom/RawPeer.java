package io.trivium.med.dicom;

import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.association.AssociateEncoder;
import io.trivium.med.dicom.association.AssociateRequest;
import io.trivium.med.dicom.association.AssociateRequest.ProposedContext;
import io.trivium.med.dicom.association.PduType;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;

/** A peer with an association, usually verification in context 1 and CT images in context 3, that may then write anything. */
public final class RawPeer implements AutoCloseable {

    private final Socket socket;
    private final DataInputStream in;

    public RawPeer(int port) throws IOException {
        this(
                port,
                List.of(
                        new ProposedContext(1, Uids.VERIFICATION, Uids.PLAIN),
                        new ProposedContext(3, "1.2.840.10008.5.1.4.1.1.2", List.of(Uids.EXPLICIT_LITTLE_ENDIAN))));
    }

    /** @throws IOException also when the association is not accepted */
    RawPeer(int port, List<ProposedContext> contexts) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
        in = new DataInputStream(socket.getInputStream());
        write(AssociateEncoder.encode(new AssociateRequest(
                1,
                TestNode.OWN_AE,
                TestNode.PEER_AE,
                Uids.APPLICATION_CONTEXT,
                contexts,
                0,
                "1.2.3",
                "TEST",
                List.of())));
        if (nextType() != PduType.ASSOCIATE_ACCEPT) throw new IOException("not accepted");
    }

    public void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Reads a whole PDU; its type, or -1 at the end of the connection. */
    public int nextType() throws IOException {
        int type = in.read();
        if (type >= 0) {
            in.readByte();
            in.skipNBytes(in.readInt());
        }
        return type;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
