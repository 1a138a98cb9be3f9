package io.trivium.deploy.docs;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.tree.AnnotatedTypeTree;
import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import io.trivium.deploy.component.BuildTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** The settings of all services, read from the sources of their configuration interfaces. */
final class ConfigurationReference {
    /**
     * One setting.
     *
     * @param bounds as annotations of Jakarta Validation and Hibernate Validator give them; empty for none
     * @param preset value that applies unless another is set; empty for a setting that is optional or required
     */
    record Setting(String key, String type, String preset, String bounds, String effect) {}

    private static final Map<String, String> UNITS =
            Map.of("millis", "ms", "seconds", "s", "minutes", "m", "hours", "h", "days", "d");

    private final Map<String, List<Setting>> settings = new TreeMap<>();
    private final DocTrees trees;

    private ConfigurationReference(DocTrees trees) {
        this.trees = trees;
    }

    /** Settings by the module whose interfaces declare them. */
    static Map<String, List<Setting>> read(Path root) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, List<Setting>> found = new LinkedHashMap<>();
        for (String module : BuildTree.modules(root)) {
            List<Path> sources = sources(root.resolve(module).resolve("src/main/java"));
            if (sources.isEmpty()) continue;
            try (var files = compiler.getStandardFileManager(null, null, null)) {
                JavacTask task = (JavacTask)
                        compiler.getTask(null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources));
                ConfigurationReference reference = new ConfigurationReference(DocTrees.instance(task));
                for (CompilationUnitTree unit : task.parse()) reference.read(unit);
                found.put(
                        module,
                        reference.settings.values().stream()
                                .flatMap(List::stream)
                                .toList());
            }
        }
        return found;
    }

    /** The document {@code docs/reference/configuration.md}. */
    static String document(Map<String, List<Setting>> modules) {
        StringBuilder text = new StringBuilder("""
                # Settings

                Every setting that the services read besides those of Quarkus. An environment variable has the name of the \
                setting in capitals with `_` for every other character: `platform.web.prefix` is `PLATFORM_WEB_PREFIX`. \
                In keys, `*` is a name of yours. A service does not start with a value outside its bounds; the message \
                names the setting. Generated from the sources: \
                `mvn test -pl deploy/lab -Dtest=ConfigurationReferenceTest -Dtrivium.configuration.update=true`.
                """);
        modules.forEach((module, settings) -> {
            text.append("\n## `").append(module).append("`\n\n");
            text.append("| Setting | Type | Default | Bounds | Effect |\n|---|---|---|---|---|\n");
            for (Setting setting : settings) {
                text.append("| `" + setting.key + "` | " + cell(setting.type, true) + " | "
                        + cell(setting.preset, true) + " | " + cell(setting.bounds, false) + " | "
                        + cell(setting.effect, false) + " |\n");
            }
        });
        return text.toString();
    }

    private static String cell(String text, boolean code) {
        String escaped = text.replace("|", "\\|");
        return escaped.isEmpty() || !code ? escaped : "`" + escaped + "`";
    }

    private static List<Path> sources(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> found = new ArrayList<>();
            for (Path file : files.filter(each -> each.toString().endsWith("Config.java"))
                    .sorted()
                    .toList()) {
                if (Files.readString(file).contains("@ConfigMapping")) found.add(file);
            }
            return found;
        }
    }

    private void read(CompilationUnitTree unit) {
        for (Tree type : unit.getTypeDecls()) {
            if (!(type instanceof ClassTree mapping)) continue;
            annotation(mapping.getModifiers().getAnnotations(), "ConfigMapping")
                    .map(found -> argument(found, "prefix"))
                    .ifPresent(prefix -> read(unit, mapping, mapping, prefix));
        }
    }

    private void read(CompilationUnitTree unit, ClassTree outer, ClassTree group, String prefix) {
        for (Tree member : group.getMembers()) {
            if (!(member instanceof MethodTree method) || method.getBody() != null) continue;
            List<? extends AnnotationTree> annotations = method.getModifiers().getAnnotations();
            String name = annotation(annotations, "WithName")
                    .map(found -> argument(found, "value"))
                    .orElse(kebab(method.getName().toString()));
            String type = String.valueOf(method.getReturnType());
            boolean parent = annotation(annotations, "WithParentName").isPresent();
            String key = parent ? prefix : prefix + "." + name;
            boolean mapped = type.startsWith("Map<");
            boolean listed = type.startsWith("List<");
            String inner = type.replaceAll("@\\w+(\\([^)]*\\))? ?", "")
                    .replaceAll("^(Map<[\\w.]+, |List<|Optional<)(.*)>$", "$2");
            Optional<ClassTree> nested = nested(outer, inner);
            String path = key + (mapped ? ".*" : listed && nested.isPresent() ? "[*]" : "");
            if (nested.isPresent()) {
                read(unit, outer, nested.orElseThrow(), path);
                continue;
            }
            settings.computeIfAbsent(path, _ -> new ArrayList<>())
                    .add(new Setting(
                            path,
                            mapped ? inner : type.replaceAll("@\\w+(\\([^)]*\\))? ?", ""),
                            annotation(annotations, "WithDefault")
                                    .map(found -> argument(found, "value"))
                                    .orElse(""),
                            bounds(annotations, method.getReturnType()),
                            effect(unit, method)));
        }
    }

    private static Optional<ClassTree> nested(ClassTree outer, String name) {
        String simple = name.substring(name.lastIndexOf('.') + 1);
        return outer.getMembers().stream()
                .filter(ClassTree.class::isInstance)
                .map(ClassTree.class::cast)
                .filter(each -> each.getKind() == Tree.Kind.INTERFACE
                        && each.getSimpleName().contentEquals(simple))
                .findFirst();
    }

    private static Optional<? extends AnnotationTree> annotation(
            List<? extends AnnotationTree> annotations, String name) {
        return annotations.stream()
                .filter(each -> each.getAnnotationType().toString().equals(name))
                .findFirst();
    }

    /** The value of an argument; texts are put together. */
    private static String argument(AnnotationTree annotation, String name) {
        for (ExpressionTree argument : annotation.getArguments()) {
            if (argument instanceof AssignmentTree assignment
                    && assignment.getVariable().toString().equals(name)) {
                return text(assignment.getExpression());
            }
        }
        return annotation.getArguments().isEmpty()
                ? ""
                : text(annotation.getArguments().getFirst());
    }

    private static String text(ExpressionTree expression) {
        return switch (expression) {
            case com.sun.source.tree.LiteralTree literal -> String.valueOf(literal.getValue());
            case BinaryTree sum -> text(sum.getLeftOperand()) + text(sum.getRightOperand());
            case AssignmentTree assignment -> text(assignment.getExpression());
            default -> expression.toString();
        };
    }

    private static String bounds(List<? extends AnnotationTree> annotations, Tree type) {
        return Stream.concat(annotations.stream(), onArguments(type))
                .map(ConfigurationReference::bound)
                .filter(bound -> !bound.isEmpty())
                .collect(Collectors.joining(", "));
    }

    /** The annotations on the arguments of a type, such as those in {@code Optional<@Min(1) Integer>}. */
    private static Stream<? extends AnnotationTree> onArguments(Tree type) {
        return switch (type) {
            case ParameterizedTypeTree generic ->
                generic.getTypeArguments().stream().flatMap(ConfigurationReference::onArguments);
            case AnnotatedTypeTree annotated -> annotated.getAnnotations().stream();
            default -> Stream.empty();
        };
    }

    private static String bound(AnnotationTree annotation) {
        String value = annotation.getArguments().stream()
                .map(each -> each instanceof AssignmentTree unit
                                && !unit.getVariable().toString().equals("value")
                        ? text(unit.getExpression()) + unit(unit.getVariable().toString())
                        : text(each))
                .collect(Collectors.joining(", "));
        return switch (annotation.getAnnotationType().toString()) {
            case "Min", "DecimalMin", "DurationMin" -> "at least " + value;
            case "Max", "DecimalMax", "DurationMax" -> "at most " + value;
            case "Positive" -> "above 0";
            case "PositiveOrZero" -> "at least 0";
            case "Size" -> "size: " + value;
            case "Pattern" -> "pattern";
            case "NotBlank" -> "not blank";
            case "NotEmpty" -> "not empty";
            default -> "";
        };
    }

    private static String unit(String argument) {
        return UNITS.getOrDefault(argument, " " + argument);
    }

    private String effect(CompilationUnitTree unit, MethodTree method) {
        DocCommentTree comment = trees.getDocCommentTree(TreePath.getPath(unit, method));
        if (comment == null) return "";
        return comment.getFullBody().stream()
                .map(ConfigurationReference::plain)
                .collect(Collectors.joining())
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String plain(DocTree part) {
        return switch (part) {
            case LiteralTree literal
            when literal.getKind() == DocTree.Kind.CODE ->
                "`" + literal.getBody().getBody() + "`";
            case LinkTree link ->
                link.getLabel().isEmpty()
                        ? "`" + kebab(link.getReference().getSignature().replaceAll("^.*#|\\(.*", "")) + "`"
                        : link.getLabel().stream().map(DocTree::toString).collect(Collectors.joining());
            default -> part.toString();
        };
    }

    private static String kebab(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
