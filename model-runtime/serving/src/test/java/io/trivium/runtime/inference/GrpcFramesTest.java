package io.trivium.runtime.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.trivium.core.inference.protocol.ModelReadyRequest;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class GrpcFramesTest {
    private static final ModelReadyRequest MESSAGE =
            ModelReadyRequest.newBuilder().setName("sum").build();

    private static void refuses(String reason, byte... body) {
        StatusRuntimeException e = assertThrows(
                StatusRuntimeException.class, () -> GrpcFrames.read(ByteBuffer.wrap(body), ModelReadyRequest.parser()));
        assertEquals(Status.Code.INTERNAL, e.getStatus().getCode());
        assertTrue(String.valueOf(e.getStatus().getDescription()).contains(reason), e::getMessage);
    }

    @Test
    void writesAMessageBehindItsLength() {
        assertArrayEquals(new byte[] {0, 0, 0, 0, 5, 10, 3, 's', 'u', 'm'}, GrpcFrames.write(MESSAGE));
    }

    @Test
    void readsWhatItWrote() {
        assertEquals(MESSAGE, GrpcFrames.read(ByteBuffer.wrap(GrpcFrames.write(MESSAGE)), ModelReadyRequest.parser()));
    }

    @Test
    void refusesABodyThatIsNotOneMessage() {
        refuses("without a request");
        refuses("inside its header", (byte) 0, (byte) 0, (byte) 0);
        refuses("compressed", (byte) 1, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
        refuses("after 1 of 2 bytes", (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 2, (byte) 10);
        refuses("after 0 of 4294967295 bytes", (byte) 0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF);
        refuses("more than one", (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
        refuses("not a message", (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 2, (byte) 10, (byte) 9);
    }

    @Test
    void encodesAStatusMessageForItsHeader() {
        assertEquals("50%25 of model 'x'%0A%E5%8D%A1", GrpcFrames.encoded("50% of model 'x'\n卡"));
    }
}
