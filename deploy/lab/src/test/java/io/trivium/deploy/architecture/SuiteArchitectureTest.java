package io.trivium.deploy.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.trivium.deploy.component.BuildTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of the suite, checked on the compiled classes of every module. */
class SuiteArchitectureTest {
    private static final Path ROOT = Path.of(System.getProperty("trivium.root"));

    private static final int MOST_TYPES = 30;

    private static final String FRESH_LOGIN = "io.trivium.core.security.FreshLogin";

    private static final DescribedPredicate<JavaClass> COMMAND =
            DescribedPredicate.describe("are commands", type -> type.isAnnotatedWith("picocli.CommandLine$Command"));

    /** Modules with code, as the poms name them. */
    private static final List<String> MODULES = BuildTree.modules(ROOT);

    private static final JavaClasses SUITE = classesIn(MODULES, "classes");
    private static final JavaClasses PRODUCT = classesIn(
            MODULES.stream().filter(module -> !module.endsWith("/lab")).toList(), "classes");
    private static final JavaClasses TESTS = classesIn(MODULES, "test-classes");

    private static JavaClasses classesIn(List<String> modules, String output) {
        List<Path> directories = modules.stream()
                .map(module -> ROOT.resolve(module).resolve("target").resolve(output))
                .filter(Files::isDirectory)
                .toList();
        return new ClassFileImporter().importPaths(directories);
    }

    /** Root package of a module: that of its folder, {@code platform-core} to {@code io.trivium.core}. */
    private static String rootPackage(String module) {
        String folder = module.replaceFirst("/.*", "");
        return "io.trivium." + folder.substring(folder.indexOf('-') + 1);
    }

    private static Set<String> rootPackages() {
        return MODULES.stream().map(SuiteArchitectureTest::rootPackage).collect(Collectors.toSet());
    }

    /** What operations are called that approve, promote, remove or erase. */
    private static final Pattern NEEDS_A_FRESH_LOGIN =
            Pattern.compile("approv|promot|activat|roll_?back|remov|delet|eras|retire", Pattern.CASE_INSENSITIVE);

    /** Operations of that name which a person may perform with an older login, and why. */
    private static final Map<String, String> REVIEWED = Map.of(
            "ManagedConnectionResource.retire", "closes a link at once, as a pause does; what was stored stays",
            "ProposalResource.remove", "withdraws or refuses a proposal: what serves stays as it is",
            "RuleResource.retire", "stops a harmful rule at once, without a second person either",
            "SavedViewResource.delete", "a view of the caller's own",
            "TagResource.remove", "planners' daily work; the readings stay, and the tag can be added again",
            "TechnicianResource.remove", "planners' daily work; the name can be added again");

    /** Step-up: approvals, promotions, removal and erasure need a login of the last minutes. */
    @Test
    void approvalsPromotionsRemovalAndErasureNeedAFreshLogin() {
        Set<String> fresh = new TreeSet<>();
        Set<String> stale = new TreeSet<>();
        Set<String> services = new TreeSet<>();
        for (JavaClass type : PRODUCT) {
            for (JavaMethod method : type.getMethods()) {
                boolean changes = Stream.of("POST", "PUT", "DELETE", "PATCH")
                        .anyMatch(verb -> method.isAnnotatedWith("jakarta.ws.rs." + verb));
                String path = method.tryGetAnnotationOfType("jakarta.ws.rs.Path")
                        .map(annotation ->
                                String.valueOf(annotation.get("value").orElse("")))
                        .orElse("");
                boolean named = NEEDS_A_FRESH_LOGIN
                        .matcher(method.getName() + " " + path.substring(path.lastIndexOf('/') + 1))
                        .find();
                if (!changes || !(named || method.isAnnotatedWith("jakarta.ws.rs.DELETE"))) continue;
                String operation = type.getSimpleName() + "." + method.getName();
                if (method.isAnnotatedWith(FRESH_LOGIN)) {
                    fresh.add(operation);
                    services.add(type.getPackageName().split("[.]", -1)[2]);
                } else {
                    stale.add(operation);
                }
            }
        }
        assertEquals(new TreeSet<>(REVIEWED.keySet()), stale);
        assertEquals(Set.of("core", "fin", "industrial", "med", "runtime"), services);
        assertTrue(
                fresh.containsAll(Set.of(
                        "ListResource.approve",
                        "RuleResource.approve",
                        "StudyResource.remove",
                        "SubjectResource.erase",
                        "ReleaseResource.approve",
                        "ModelResource.promote")),
                fresh::toString);
    }

    @Test
    void sawEveryModule() {
        for (String module : MODULES) {
            assertFalse(
                    classesIn(List.of(module), "classes").isEmpty(),
                    () -> "no class of " + module + " was imported; is it built?");
        }
    }

    /** Packages may have classes in a product module and in its laboratory, so the rule compares names of classes. */
    @Test
    void productsKnowNoLaboratory() {
        Set<String> laboratories = MODULES.stream()
                .filter(module -> module.endsWith("/lab"))
                .flatMap(module -> classesIn(List.of(module), "classes").stream())
                .map(JavaClass::getName)
                .collect(Collectors.toSet());
        assertFalse(laboratories.isEmpty());
        noClasses()
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are of a laboratory", type -> laboratories.contains(type.getName())))
                .check(PRODUCT);
    }

    @Test
    void modulesStayInTheirOwnPackages() {
        for (String module : MODULES) {
            String rootPackage = rootPackage(module);
            Path output = ROOT.resolve(module).resolve("target/classes");
            for (JavaClass type : new ClassFileImporter().importPath(output)) {
                String name = type.getPackageName();
                // Stubs of the Open Inference Protocol keep the package its wire format prescribes.
                assertTrue(
                        name.startsWith(rootPackage) || name.equals("inference") || name.startsWith("inference."),
                        () -> module + " has a class outside of " + rootPackage + ": " + type.getName());
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

    /** A trainer needs no service; its command line scores rows as a service does. */
    @Test
    void trainingKnowsNoService() {
        noClasses()
                .that()
                .resideInAnyPackage("io.trivium.runtime.training..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.trivium.runtime.serving..", "io.trivium.runtime.expert..", "io.trivium.runtime.execution..")
                .check(SUITE);
    }

    /** The training engine is on the class path of the trainer alone. */
    @Test
    void onlyTrainingKnowsTheTrainingEngine() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.trivium.runtime.training..", "io.trivium.runtime.tool..", "io.trivium.runtime.lab..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl..")
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
    void theLauncherSharesOnlyCoreSqlWithWhatItStarts() {
        noClasses()
                .that()
                .resideInAPackage("io.trivium.deploy..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.trivium..")
                        .and(DescribedPredicate.not(resideInAnyPackage("io.trivium.deploy..", "io.trivium.core.sql"))))
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
    void onlyCoreSqlPreparesStatements() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.trivium.core.sql")
                .should()
                .callMethodWhere(JavaCall.Predicates.target(HasName.Predicates.name("prepareStatement")))
                .check(SUITE);
        noClasses()
                .that()
                .resideOutsideOfPackages("io.trivium.core.sql", "io.trivium.deploy..")
                .should()
                .callMethodWhere(JavaCall.Predicates.target(HasName.Predicates.name("createStatement")))
                .check(PRODUCT);
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

    /**
     * No text is given to a shell (OWASP ASVS 5.0, 1.2.5); the script of {@code GraphTrial}, which sets limits, is a
     * constant and gets numbers and a list of arguments.
     */
    @Test
    void processesAreStartedFromListsOfArguments() throws IOException {
        noClasses()
                .should()
                .callMethodWhere(JavaCall.Predicates.target(HasOwner.Predicates.With.owner(type(Runtime.class)))
                        .and(JavaCall.Predicates.target(HasName.Predicates.name("exec"))))
                .check(SUITE);
        Pattern shell = Pattern.compile("\"(/(usr/)?bin/)?(ba|da|z|k)?sh\"");
        for (String module : MODULES) {
            try (Stream<Path> sources = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                for (Path source : sources.filter(
                                file -> file.toString().endsWith(".java") && !file.endsWith("GraphTrial.java"))
                        .toList()) {
                    assertFalse(shell.matcher(Files.readString(source)).find(), () -> source + " names a shell");
                }
            }
        }
    }

    /** A public signature or record with a tenant, model, version, task or study as text. */
    private static final Pattern IDENTIFIER_AS_TEXT = Pattern.compile("\\bpublic [^;{}()=]*\\([^;{}]*?\\bString"
            + " (tenant|tenantId|model|modelName|version|modelVersion|task|taskName|study|studyInstanceUid)"
            + "\\s*[,)]");

    /** Product modules, without the launcher: it shares only {@code core.sql} with what it starts. */
    private static final List<String> WITH_TYPED_IDENTIFIERS = MODULES.stream()
            .filter(module -> !module.endsWith("/lab") && !module.equals("deploy/launcher"))
            .toList();

    /** Public types of these modules that keep such a text, and why. */
    private static final Map<String, String> IDENTIFIERS_AS_TEXT = Map.ofEntries(
            Map.entry("Ablation", "a row of a report"),
            Map.entry("AuditEntry", "evidence as it is stored, which may have been changed"),
            Map.entry("AuditMessage", "empty for a query, which is about no study"),
            Map.entry("AuditReport", "evidence as it is stored; empty for a line that is no checkpoint"),
            Map.entry(
                    "AuthorizationDecided",
                    "another server numbers its versions in its own way; none without an answer"),
            Map.entry("CaseAlertView", "as the decision that it shows"),
            Map.entry("DecisionStatistics", "as the decision that it counts"),
            Map.entry("DecisionView", "as the decision that it shows"),
            Map.entry("ExampleObserved", "model and version as the domain names what answered, a rule for instance"),
            Map.entry("ImagingOrder", "as the sender of the order wrote it; empty where it names none"),
            Map.entry("InferenceAnswer", "another server numbers its versions in its own way"),
            Map.entry("InferenceRequest", "a version or an alias"),
            Map.entry("InferenceResult", "another server numbers its versions in its own way"),
            Map.entry("InferenceService", "another server numbers its versions in its own way"),
            Map.entry("RejectionPage", "the task as the refused record named it"),
            Map.entry("ResultContext", "the product name of a device"),
            Map.entry("ResultIdentity", "all models that answered, with their versions"),
            Map.entry("SessionView", "also *, for a service that may act for every tenant"),
            Map.entry("StudyProcessed", "all models that answered, with their versions"),
            Map.entry("StudyView", "all models that answered, with their versions"));

    /** Resources take texts, because a text that is no identifier is answered as one that names nothing. */
    @Test
    void identifiersAreTypes() throws IOException {
        Set<String> found = new TreeSet<>();
        for (String module : WITH_TYPED_IDENTIFIERS) {
            try (Stream<Path> sources = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                for (Path source : sources.filter(Files::isRegularFile).toList()) {
                    String type = source.getFileName().toString().replace(".java", "");
                    if (type.endsWith("Resource")) continue;
                    if (IDENTIFIER_AS_TEXT.matcher(Files.readString(source)).find()) found.add(type);
                }
            }
        }
        assertEquals(new TreeSet<>(IDENTIFIERS_AS_TEXT.keySet()), found);
    }

    /** Trainings, tools and trials of graphs are processes of their own; other code of services starts none. */
    @Test
    void servicesStartNoProcesses() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.trivium.deploy..",
                        "io.trivium.*.bench..",
                        "io.trivium.*.conformance..",
                        "io.trivium.runtime.tool..",
                        "io.trivium.runtime.lab..",
                        "io.trivium.core.learning")
                .and()
                .doNotHaveFullyQualifiedName("io.trivium.runtime.learning.update.step.TrainingProcess")
                .and()
                .doNotHaveFullyQualifiedName("io.trivium.runtime.onnx.GraphTrial")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ProcessBuilder.class)
                .check(SUITE);
    }

    @Test
    void internalPackagesAreUsedFromTheirOwnModuleOnly() {
        for (String rootPackage : rootPackages()) {
            noClasses()
                    .that()
                    .resideOutsideOfPackage(rootPackage + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(rootPackage + "..internal..")
                    .check(SUITE);
        }
    }

    /**
     * At every level: of whole features, and of packages, root packages included. A command lists its subcommands in an
     * annotation, which is not counted.
     */
    @Test
    void packagesFormNoCycle() {
        for (String rootPackage : rootPackages()) {
            slices().matching(rootPackage + ".(*)..")
                    .should()
                    .beFreeOfCycles()
                    .allowEmptyShould(true)
                    .check(SUITE);
        }
        slices().matching("io.trivium.(**)")
                .should()
                .beFreeOfCycles()
                .ignoreDependency(COMMAND, COMMAND)
                .check(SUITE);
    }

    /** A reader sees a package at once; nested and generated types do not count. */
    @Test
    void packagesHaveAtMostThirtyTypes() {
        Map<String, Long> types = SUITE.stream()
                .filter(type -> type.isTopLevelClass() && !isGenerated(type))
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, TreeMap::new, Collectors.counting()));
        types.values().removeIf(count -> count <= MOST_TYPES);
        assertEquals(Map.of(), types);
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

    /** Protobuf stubs and gRPC stubs. */
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
