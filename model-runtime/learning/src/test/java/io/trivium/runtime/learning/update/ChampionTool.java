package io.trivium.runtime.learning.update;

import io.trivium.runtime.tool.RuntimeTool;
import java.util.Arrays;
import java.util.List;

/**
 * Runs several commands of the runtime's tool in one process, since most of the time of each is the start of its
 * engine.
 */
final class ChampionTool {
    /** Separates two commands. */
    static final String NEXT = "--then";

    private ChampionTool() {}

    @SuppressWarnings("SystemExitOutsideMain") // this is main
    public static void main(String[] arguments) {
        List<String> left = Arrays.asList(arguments);
        while (!left.isEmpty()) {
            int next = left.indexOf(NEXT);
            int end = next < 0 ? left.size() : next;
            int code = RuntimeTool.run(left.subList(0, end).toArray(String[]::new));
            if (code != 0) System.exit(code);
            left = left.subList(next < 0 ? end : next + 1, left.size());
        }
        System.exit(0);
    }
}
