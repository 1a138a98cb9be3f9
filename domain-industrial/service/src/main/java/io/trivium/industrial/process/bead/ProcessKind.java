package io.trivium.industrial.process.bead;

import java.util.List;

/** The processes that there are equations for. */
public enum ProcessKind {
    SAW("submerged arc"),
    GMAW("gas metal arc");

    private final String title;

    ProcessKind(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }

    /** Returns the processes on which one policy is trained: for gas metal arc the three usual wires. */
    public List<WeldProcess> variants() {
        return switch (this) {
            case SAW -> List.of(new SubmergedArcProcess());
            case GMAW -> List.of(new GasMetalArcProcess(1.2), new GasMetalArcProcess(1.4), new GasMetalArcProcess(1.6));
        };
    }
}
