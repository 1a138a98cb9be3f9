package io.trivium.deploy.cli;

import java.util.List;

/** Commands besides those of the launcher, found by {@link java.util.ServiceLoader}. */
public interface CommandProvider {
    /** Classes with picocli's {@code @Command}, in the order in which the help lists them. */
    List<Class<?>> commands();
}
