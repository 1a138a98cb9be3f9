package io.trivium.med.dicom;

import io.trivium.med.dicom.association.Status;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps instances in memory, and can refuse them. */
final class FakeSink implements InstanceSink {

    @SuppressWarnings("ArrayRecordComponent") // compared with assertArrayEquals
    record Kept(Incoming incoming, byte[] data) {}

    final List<Kept> kept = new CopyOnWriteArrayList<>();
    volatile int refuseWith;

    @Override
    public Upload begin(Incoming incoming) throws StoreRefusedException {
        if (refuseWith != 0) throw new StoreRefusedException(refuseWith, "refused by the test");
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        return new Upload() {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                data.write(bytes, offset, length);
            }

            @Override
            public Stored finish() {
                kept.add(new Kept(incoming, data.toByteArray()));
                return new Stored(Status.SUCCESS, "", Duplication.NEW);
            }

            @Override
            public void close() {
                data.reset();
            }
        };
    }
}
