package io.trivium.deploy.component;

/** The domains' offline tools, by the domain's name on the command line. Each checks its own options. */
public enum DomainTool {
    fin("domain-fin", ToolCommand.FIN_TOOL, "-Xmx2g"),
    med("domain-med", "io.trivium.med.tool.MedTool", "-Xmx3g"),
    industrial("domain-industrial", "io.trivium.industrial.tool.IndustrialTool", "-Xmx2g");

    private final String module;
    private final String mainClass;
    private final String heap;

    DomainTool(String module, String mainClass, String heap) {
        this.module = module;
        this.mainClass = mainClass;
        this.heap = heap;
    }

    /** The domain's module. */
    public String module() {
        return module;
    }

    public String mainClass() {
        return mainClass;
    }

    /** Largest heap, as an option of the JVM. */
    public String heap() {
        return heap;
    }
}
