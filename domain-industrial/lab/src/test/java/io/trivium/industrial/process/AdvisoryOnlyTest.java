package io.trivium.industrial.process;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Process optimisation recommends; what is set, a person sets. No way leads from it to a controller. */
class AdvisoryOnlyTest {
    private static final JavaClasses MODULE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.trivium.industrial");

    @Test
    void optimisationKnowsNothingThatReachesAMachine() {
        assertFalse(MODULE.isEmpty());
        // A list of what is allowed, so that a new protocol's library does not slip through.
        classes()
                .that()
                .resideInAPackage("io.trivium.industrial.process..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.trivium.industrial.process..",
                        "java.io..",
                        "java.lang..",
                        "java.math..",
                        "java.nio..",
                        "java.time..",
                        "java.util..",
                        "org.ejml..",
                        "org.jspecify..",
                        "com.fasterxml.jackson..",
                        "picocli..")
                .check(MODULE);
        noClasses()
                .that()
                .resideInAPackage("io.trivium.industrial.process..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.nio.channels..", "javax.net..")
                .check(MODULE);
    }

    @Test
    void whatSpeaksToMachinesDoesNotKnowOptimisation() {
        noClasses()
                .that(describe(
                        "speak MQTT or OPC UA",
                        type -> type.getDirectDependenciesFromSelf().stream()
                                .anyMatch(each -> isClient(each.getTargetClass().getName()))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.trivium.industrial.process..")
                .allowEmptyShould(true)
                .check(MODULE);
    }

    private static boolean isClient(String name) {
        return name.startsWith("com.hivemq.")
                || name.startsWith("org.eclipse.paho.")
                || name.startsWith("org.eclipse.tahu.")
                || name.startsWith("org.eclipse.milo.");
    }

    @Test
    void noClassOfTheModuleWritesToAnOpcUaServer() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "org\\.eclipse\\.milo\\.opcua\\..*\\.(Write|Call|HistoryUpdate|AddNodes|DeleteNodes|AddReferences"
                                + "|DeleteReferences)[A-Za-z]*")
                .check(MODULE);
        noClasses()
                .should()
                .callMethodWhere(
                        target(
                                describe(
                                        "a method of an OPC UA client that writes or calls",
                                        method -> method.getOwner()
                                                        .getName()
                                                        .startsWith("org.eclipse.milo.opcua.sdk.client")
                                                && method.getName()
                                                        .matches(
                                                                "(write|call|historyUpdate|addNodes|deleteNodes|addReferences|deleteReferences).*"))))
                .check(MODULE);
    }

    @Test
    void oneOwnerSpeaksOpcUaAndOnlyTheDemoHasAServer() {
        onlyFrom("org.eclipse.milo.opcua.sdk.client..", "io.trivium.industrial.opcua");
        onlyFrom("org.eclipse.milo.opcua.sdk.server..", "io.trivium.industrial.opcua.server");
        onlyFrom(
                "io.trivium.industrial.opcua.server",
                "io.trivium.industrial.opcua.server",
                "io.trivium.industrial.demo");
        noClasses()
                .that()
                .resideInAPackage("io.trivium.industrial.opcua..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.milo.opcua.sdk.client.methods..")
                .check(MODULE);
    }

    private static void onlyFrom(String library, String... users) {
        noClasses()
                .that()
                .resideOutsideOfPackages(users)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(MODULE);
    }
}
