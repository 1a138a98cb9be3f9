package io.trivium.industrial.intake;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A topic of Sparkplug B (specification 3.0, topic namespace): {@code spBv1.0/group/type/edge-node[/device]}.
 *
 * @param device null for messages of the edge node itself
 */
record SparkplugTopic(
        String group, Type type, String edgeNode, @Nullable String device) {
    static final String NAMESPACE = "spBv1.0";

    /** Kinds of messages that a host reads. */
    enum Type {
        NBIRTH,
        NDEATH,
        NDATA,
        DBIRTH,
        DDEATH,
        DDATA
    }

    /** The topic, or empty for commands, states of hosts and what is no topic of Sparkplug. */
    static Optional<SparkplugTopic> parse(String topic) {
        String[] levels = topic.split("/", -1);
        if (levels.length < 4 || levels.length > 5 || !levels[0].equals(NAMESPACE)) return Optional.empty();
        for (Type type : Type.values()) {
            boolean ofDevice = type.name().startsWith("D");
            if (type.name().equals(levels[2]) && ofDevice == (levels.length == 5)) {
                return Optional.of(new SparkplugTopic(levels[1], type, levels[3], ofDevice ? levels[4] : null));
            }
        }
        return Optional.empty();
    }

    /** Group and edge node: what sequence numbers and aliases belong to. */
    String node() {
        return group + "/" + edgeNode;
    }

    /** Returns the source name of the readings: the edge node, or the device. */
    String source() {
        return device == null ? node() : node() + "/" + device;
    }

    /** As it came. */
    String text() {
        String ofNode = NAMESPACE + "/" + group + "/" + type + "/" + edgeNode;
        return device == null ? ofNode : ofNode + "/" + device;
    }

    String commandTopic() {
        return NAMESPACE + "/" + group + "/NCMD/" + edgeNode;
    }
}
