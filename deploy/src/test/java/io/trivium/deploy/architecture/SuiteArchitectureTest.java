package io.trivium.deploy.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of the suite, checked on the compiled classes of every module. */
class SuiteArchitectureTest {
    private static final Path ROOT = Path.of(System.getProperty("trivium.root"));

    /** Root package of each module. */
    private static final Map<String, String> MODULES = Map.of(
            "platform-core", "io.trivium.core",
            "model-runtime", "io.trivium.runtime",
            "domain-med", "io.trivium.med",
            "domain-fin", "io.trivium.fin",
            "domain-industrial", "io.trivium.industrial",
            "deploy", "io.trivium.deploy");

    private static final JavaClasses SUITE = classesIn("classes");
    private static final JavaClasses TESTS = classesIn("test-classes");

    private static JavaClasses classesIn(String output) {
        List<Path> directories = MODULES.keySet().stream()
                .map(module -> ROOT.resolve(module).resolve("target").resolve(output))
                .filter(Files::isDirectory)
                .toList();
        return new ClassFileImporter().importPaths(directories);
    }

    @Test
    void sawEveryModule() {
        MODULES.forEach((module, rootPackage) -> assertTrue(
                SUITE.stream().anyMatch(resideInAPackage(rootPackage + "..")),
                () -> "no class of " + module + " was imported; is it built?"));
    }

    @Test
    void modulesStayInTheirOwnPackages() {
        for (Map.Entry<String, String> module : MODULES.entrySet()) {
            Path output = ROOT.resolve(module.getKey()).resolve("target/classes");
            for (JavaClass type : new ClassFileImporter().importPath(output)) {
                String name = type.getPackageName();
                // Stubs of the Open Inference Protocol keep the package its wire format prescribes.
                assertTrue(
                        name.startsWith(module.getValue()) || name.equals("inference") || name.startsWith("inference."),
                        () -> module.getKey() + " has a class outside of " + module.getValue() + ": " + type.getName());
            }
        }
    }

    @Test
    void domainsDoNotKnowEachOther() {
        slices().matching("io.trivium.(med|fin|industrial)..")
                .should()
                .notDependOnEachOther()
                .allowEmptyShould(true)
                .check(SUITE);
    }

    @Test
    void domainsDoNotKnowTheRuntimesClasses() {
        noClasses()
                .that()
                .resideInAnyPackage("io.trivium.med..", "io.trivium.fin..", "io.trivium.industrial..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.trivium.runtime..")
                .check(SUITE);
    }

    @Test
    void theRuntimeKnowsNoDomain() {
        noClasses()
                .that()
                .resideInAPackage("io.trivium.runtime..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.trivium.med..", "io.trivium.fin..", "io.trivium.industrial..")
                .check(SUITE);
    }

    @Test
    void coreKnowsNoOtherModule() {
        noClasses()
                .that()
                .resideInAPackage("io.trivium.core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.trivium.med..",
                        "io.trivium.fin..",
                        "io.trivium.industrial..",
                        "io.trivium.runtime..",
                        "io.trivium.deploy..")
                .check(SUITE);
    }

    @Test
    void theLauncherSharesNoClassWithWhatItStarts() {
        noClasses()
                .that()
                .resideInAPackage("io.trivium.deploy..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.trivium..")
                        .and(DescribedPredicate.not(resideInAPackage("io.trivium.deploy.."))))
                .check(SUITE);
    }

    @Test
    void injectionGoesThroughConstructors() {
        noFields()
                .should()
                .beAnnotatedWith("jakarta.inject.Inject")
                .allowEmptyShould(true)
                .check(SUITE);
    }

    @Test
    void entitiesStayInTheirFeature() {
        classes()
                .that()
                .areAnnotatedWith("jakarta.persistence.Entity")
                .should()
                .notBePublic()
                .allowEmptyShould(true)
                .check(SUITE);
    }

    @Test
    void servicesKnowNoHttp() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("Service")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.ws.rs..")
                .allowEmptyShould(true)
                .check(SUITE);
    }

    /** Nothing is given to a shell to read (OWASP ASVS 5.0, 1.2.5). */
    @Test
    void processesAreStartedFromListsOfArguments() throws IOException {
        noClasses()
                .should()
                .callMethodWhere(JavaCall.Predicates.target(HasOwner.Predicates.With.owner(type(Runtime.class)))
                        .and(JavaCall.Predicates.target(HasName.Predicates.name("exec"))))
                .check(SUITE);
        Pattern shell = Pattern.compile("\"(/(usr/)?bin/)?(ba|da|z|k)?sh\"");
        for (String module : MODULES.keySet()) {
            try (Stream<Path> sources = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                for (Path source : sources.filter(file -> file.toString().endsWith(".java"))
                        .toList()) {
                    assertFalse(shell.matcher(Files.readString(source)).find(), () -> source + " names a shell");
                }
            }
        }
    }

    /** Trainings and tools are processes of their own; what answers requests starts none. */
    @Test
    void servicesStartNoProcesses() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.trivium.deploy..",
                        "io.trivium.*.bench..",
                        "io.trivium.runtime.tool..",
                        "io.trivium.core.learning")
                .and()
                .doNotHaveFullyQualifiedName("io.trivium.runtime.learning.update.TrainingProcess")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ProcessBuilder.class)
                .check(SUITE);
    }

    @Test
    void internalPackagesAreUsedFromTheirOwnModuleOnly() {
        for (String rootPackage : MODULES.values()) {
            noClasses()
                    .that()
                    .resideOutsideOfPackage(rootPackage + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(rootPackage + "..internal..")
                    .check(SUITE);
        }
    }

    @Test
    void featuresFormNoCycle() {
        for (String rootPackage : MODULES.values()) {
            slices().matching(rootPackage + ".(*)..")
                    .should()
                    .beFreeOfCycles()
                    .allowEmptyShould(true)
                    .check(SUITE);
        }
    }

    @Test
    void everyPackageIsNullMarked() {
        classes()
                .that()
                .resideInAPackage("io.trivium..")
                .and()
                .haveSimpleName("package-info")
                .should(new ArchCondition<>("be @NullMarked") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        events.add(new SimpleConditionEvent(
                                type,
                                type.isAnnotatedWith("org.jspecify.annotations.NullMarked"),
                                type.getPackageName() + " is not @NullMarked"));
                    }
                })
                .check(SUITE);
        for (JavaClass type : SUITE) {
            if (type.getPackageName().startsWith("io.trivium") && !isGenerated(type)) {
                assertTrue(
                        SUITE.contain(type.getPackageName() + ".package-info"),
                        () -> type.getPackageName() + " has no package-info.java");
            }
        }
    }

    /** Protobuf stubs, gRPC stubs and Hibernate's metamodel. */
    private static boolean isGenerated(JavaClass type) {
        return type.getPackageName().endsWith(".protocol")
                || type.isAnnotatedWith("jakarta.annotation.Generated")
                || type.getSimpleName().contains("_");
    }

    @Test
    void testsDoNotSleep() {
        assertFalse(TESTS.isEmpty(), "no test class was imported");
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(TESTS);
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", java.time.Duration.class)
                .check(TESTS);
    }

    @Test
    void codeDoesNotSleepEither() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(SUITE);
    }
}
