package io.trivium.runtime.lab.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * The memory that the C library has allocated and that was not freed, by {@code mallinfo2} of glibc 2.33 and later.
 * Resident memory is less precise: the library keeps freed memory, in pieces that later requests may or may not fit
 * into.
 */
final class NativeMemory {
    private static final StructLayout INFO = MemoryLayout.structLayout(
            ValueLayout.JAVA_LONG.withName("arena"),
            ValueLayout.JAVA_LONG.withName("ordblks"),
            ValueLayout.JAVA_LONG.withName("smblks"),
            ValueLayout.JAVA_LONG.withName("hblks"),
            ValueLayout.JAVA_LONG.withName("hblkhd"),
            ValueLayout.JAVA_LONG.withName("usmblks"),
            ValueLayout.JAVA_LONG.withName("fsmblks"),
            ValueLayout.JAVA_LONG.withName("uordblks"),
            ValueLayout.JAVA_LONG.withName("fordblks"),
            ValueLayout.JAVA_LONG.withName("keepcost"));
    private static final long MAPPED = INFO.byteOffset(MemoryLayout.PathElement.groupElement("hblkhd"));
    private static final long USED = INFO.byteOffset(MemoryLayout.PathElement.groupElement("uordblks"));
    private static final Optional<MethodHandle> MALLINFO = mallinfo();

    private NativeMemory() {}

    @SuppressWarnings("restricted") // one call without arguments of a function whose form is fixed
    private static Optional<MethodHandle> mallinfo() {
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find("mallinfo2")
                .map(address -> linker.downcallHandle(address, FunctionDescriptor.of(INFO)));
    }

    /** Bytes in use; 0 where the C library does not report them. */
    static long inUse() {
        if (MALLINFO.isEmpty()) return 0;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = (MemorySegment) MALLINFO.orElseThrow().invokeExact((SegmentAllocator) arena);
            return info.get(ValueLayout.JAVA_LONG, USED) + info.get(ValueLayout.JAVA_LONG, MAPPED);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
