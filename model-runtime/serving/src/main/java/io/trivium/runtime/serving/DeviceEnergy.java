package io.trivium.runtime.serving;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The energy counters of NVIDIA's devices, by the management library that comes with the driver (NVML; Volta and later).
 * Devices that other programs use count in full. Thread-safe.
 */
public final class DeviceEnergy {
    /** The library as the driver installs it on Linux. */
    public static final String LIBRARY = "libnvidia-ml.so.1";

    private static final ValueLayout.OfLong POINTER = ValueLayout.JAVA_LONG;

    private final MethodHandle read;
    private final long device;

    private DeviceEnergy(MethodHandle read, long device) {
        this.read = read;
        this.device = device;
    }

    /** Counters of all devices that have one; empty where there is no such library. */
    public static List<DeviceEnergy> all() {
        return all(LIBRARY);
    }

    static List<DeviceEnergy> all(String library) {
        List<DeviceEnergy> found = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup symbols = load(library);
            MemorySegment answer = arena.allocate(POINTER);
            if (call(function(symbols, "nvmlInit_v2")) != 0) return found;
            if (call(function(symbols, "nvmlDeviceGetCount_v2", ValueLayout.ADDRESS), answer) != 0) return found;
            int count = answer.get(ValueLayout.JAVA_INT, 0);
            MethodHandle handle =
                    function(symbols, "nvmlDeviceGetHandleByIndex_v2", ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
            MethodHandle read = function(symbols, "nvmlDeviceGetTotalEnergyConsumption", POINTER, ValueLayout.ADDRESS);
            for (int i = 0; i < count; i++) {
                if (call(handle, i, answer) != 0) continue;
                DeviceEnergy device = new DeviceEnergy(read, answer.get(POINTER, 0));
                if (device.isCounted()) found.add(device);
            }
            return found;
        } catch (IllegalArgumentException | NoSuchElementException e) {
            return List.of(); // no such library, or an older one
        }
    }

    @SuppressWarnings("restricted") // the driver's own library; it stays open as long as the process
    private static SymbolLookup load(String library) {
        return SymbolLookup.libraryLookup(library, Arena.global());
    }

    @SuppressWarnings("restricted") // functions of a fixed form, all of which return a status
    private static MethodHandle function(SymbolLookup symbols, String name, MemoryLayout... arguments) {
        return Linker.nativeLinker()
                .downcallHandle(
                        symbols.find(name).orElseThrow(), FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
    }

    private static int call(MethodHandle function, Object... arguments) {
        try {
            return (int) function.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isCounted() {
        try {
            return microjoules() >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Microjoules since the driver was loaded.
     *
     * @throws IOException when the device does not count them, or is lost
     */
    public long microjoules() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = arena.allocate(POINTER);
            int status = call(read, device, answer);
            if (status != 0) throw new IOException("NVML does not report the energy of a device: status " + status);
            return 1_000 * answer.get(POINTER, 0);
        }
    }
}
