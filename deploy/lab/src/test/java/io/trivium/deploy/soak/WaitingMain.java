package io.trivium.deploy.soak;

import java.io.IOException;

/** A program that reports that it runs and then waits for the end of its input. */
final class WaitingMain {
    static final String READY = "ready";

    private WaitingMain() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println(READY);
        while (System.in.read() >= 0) {}
    }
}
