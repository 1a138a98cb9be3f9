package io.trivium.deploy.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Runs a program of this machine. */
final class Shell {
    private Shell() {}

    /** @throws IOException with its output, when it fails */
    static void run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(command)).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.put("LC_ALL", "C");
        environment.merge("PATH", "/usr/sbin:/sbin", (own, more) -> own + ':' + more);
        Process process = builder.start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int code = process.waitFor();
        if (code != 0) throw new IOException(command[0] + " ended with " + code + ": " + printed);
    }
}
