package io.trivium.runtime.tool;

import java.util.List;

/** Further commands of {@link RuntimeTool}, found by {@link java.util.ServiceLoader}. */
public interface ToolCommands {
    /** Classes with picocli's {@code @Command}. */
    List<Class<?>> commands();
}
