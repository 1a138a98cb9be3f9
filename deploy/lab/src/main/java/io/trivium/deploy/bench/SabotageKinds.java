package io.trivium.deploy.bench;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import java.util.List;

/** The kinds that {@code --sabotage} names. */
public final class SabotageKinds {
    private SabotageKinds() {}

    /** The kinds of these names, {@code all} standing for every one. */
    public static <T> List<T> parse(List<String> names, List<T> kinds) {
        return names.stream()
                .flatMap(name -> {
                    List<T> named = kinds.stream()
                            .filter(kind ->
                                    name.equals("all") || kind.toString().equals(name))
                            .toList();
                    if (named.isEmpty()) {
                        throw new LauncherException(
                                ExitCode.USAGE, "There is no sabotage '" + name + "': all, or some of " + kinds + ".");
                    }
                    return named.stream();
                })
                .distinct()
                .toList();
    }
}
