package io.trivium.deploy.component;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The process that listens on a port, as far as Linux lets this user see it.
 *
 * @param pid process id
 * @param command its program and first arguments, for people
 */
public record PortOwner(long pid, String command) {
    private static final int COMMAND_LENGTH = 60;
    private static final String LISTEN = "0A";

    /** Whether nothing listens on the loopback port now. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    public static Optional<PortOwner> of(int port) {
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            try {
                for (String line : Files.readAllLines(Path.of(table))) {
                    String[] columns = line.strip().split("\\s+", -1);
                    if (columns.length > 9
                            && columns[3].equals(LISTEN)
                            && columns[1].endsWith(":" + String.format(Locale.ROOT, "%04X", port))) {
                        Optional<PortOwner> owner = ofSocket(columns[9]);
                        if (owner.isPresent()) return owner;
                    }
                }
            } catch (IOException _) {
                // Not Linux, or no /proc here: the port is still known to be taken, only not by whom.
            }
        }
        return Optional.empty();
    }

    private static Optional<PortOwner> ofSocket(String inode) {
        String target = "socket:[" + inode + "]";
        return ProcessHandle.allProcesses()
                .filter(process -> holds(process.pid(), target))
                .findFirst()
                .map(process -> new PortOwner(process.pid(), commandOf(process.pid())));
    }

    private static boolean holds(long pid, String target) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : descriptors) {
                if (Files.readSymbolicLink(descriptor).toString().equals(target)) return true;
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException _) {
            // Another user's process, or one that has just ended.
        }
        return false;
    }

    public static String commandOf(long pid) {
        try {
            String command = Files.readString(Path.of("/proc/" + pid + "/cmdline"))
                    .replace('\0', ' ')
                    .strip();
            return command.length() <= COMMAND_LENGTH ? command : command.substring(0, COMMAND_LENGTH) + "…";
        } catch (IOException _) {
            return "?";
        }
    }
}
