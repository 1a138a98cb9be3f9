package io.trivium.core.security;

/** Realm roles; the names are the contract with the identity provider. */
public final class Roles {

    public static final String PLATFORM_ADMIN = "platform-admin";
    public static final String PLATFORM_AUDITOR = "platform-auditor";
    public static final String MODEL_OPERATOR = "model-operator";
    public static final String MODEL_VIEWER = "model-viewer";
    public static final String INFERENCE_CLIENT = "inference-client";
    public static final String FIN_ANALYST = "fin-analyst";
    public static final String FIN_SUPERVISOR = "fin-supervisor";
    public static final String FIN_INGEST = "fin-ingest";
    public static final String MED_RADIOLOGIST = "med-radiologist";
    public static final String MED_INTEGRATOR = "med-integrator";
    public static final String INDUSTRIAL_OPERATOR = "industrial-operator";
    public static final String INDUSTRIAL_PLANNER = "industrial-planner";
    public static final String INDUSTRIAL_INGEST = "industrial-ingest";

    private Roles() {}
}
