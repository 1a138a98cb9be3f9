package io.trivium.fin.rule.engine;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionResolver;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.trivium.fin.list.Lists;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A checked expression of a rule in the Common Expression Language (cel.dev), without macros: it has no loops, so its cost
 * is bounded by its length. Compiled once; thread-safe.
 */
public final class RuleExpression {

    /** Longest expression, in characters. */
    static final int LIMIT = 2_000;

    private static final CelOptions OPTIONS = CelOptions.current()
            .enableHeterogeneousNumericComparisons(true)
            .enableComprehension(false)
            .maxParseRecursionDepth(64)
            .maxRegexProgramSize(500)
            .build();
    private static final CelCompiler COMPILER = compiler();
    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.standardCelRuntimeBuilder().setOptions(OPTIONS).build();

    /**
     * A place where an expression is wrong.
     *
     * @param line from 1
     * @param column from 1
     * @param values that the sentence of the code names, by placeholder
     * @param message the sentence in English
     */
    public record Issue(int line, int column, RuleFault code, Map<String, String> values, String message) {

        /** An issue with the sentence of its code. */
        public static Issue of(int line, int column, RuleFault code, Map<String, String> values) {
            return new Issue(line, column, code, values, code.sentence(values));
        }
    }

    /** The result of checking: an expression, or at least one issue. */
    public record Checked(@Nullable RuleExpression expression, List<Issue> issues) {}

    private final CelRuntime.@Nullable Program program;
    private final Set<String> lists;

    private RuleExpression(CelRuntime.@Nullable Program program, Set<String> lists) {
        this.program = program;
        this.lists = lists;
    }

    /** Parses and type-checks. Never throws for what is in the text. */
    public static Checked check(String text) {
        if (text.isBlank()) return refused(RuleFault.EMPTY, Map.of());
        if (text.length() > LIMIT) return refused(RuleFault.TOO_LONG, Map.of("limit", String.valueOf(LIMIT)));
        try {
            CelValidationResult result = COMPILER.parse(text);
            if (!result.hasError()) {
                result = COMPILER.check(WholeNumbers.asFractions(result.getAst(), RuleVariables.types()));
            }
            if (result.hasError()) {
                List<Issue> slips = RuleSlips.find(text);
                return new Checked(null, slips.isEmpty() ? issues(result, text) : slips);
            }
            CelAbstractSyntaxTree ast = result.getAst();
            if (!ast.getResultType().equals(SimpleType.BOOL)) {
                return refused(
                        RuleFault.NO_CONDITION,
                        Map.of("types", ast.getResultType().name().toLowerCase(Locale.ROOT)));
            }
            return new Checked(new RuleExpression(RUNTIME.createProgram(ast), listsOf(ast)), List.of());
        } catch (CelValidationException | CelEvaluationException e) {
            return new Checked(
                    null,
                    List.of(RuleIssueText.of(String.valueOf(e.getMessage()), "").at(1, 1)));
        }
    }

    private static Checked refused(RuleFault fault, Map<String, String> values) {
        return new Checked(null, List.of(Issue.of(1, 1, fault, values)));
    }

    /**
     * Returns a placeholder for an expression that this release cannot evaluate: it fails on every input and is
     * counted.
     */
    public static RuleExpression broken() {
        return new RuleExpression(null, Set.of());
    }

    /** Names of the lists it looks into, those given as text. */
    public Set<String> lists() {
        return lists;
    }

    /**
     * Whether it holds.
     *
     * @param zone of the hours and days that it names
     * @throws CelEvaluationException when it cannot be evaluated on this input, such as for a missing feature
     */
    public boolean holds(RuleInput input, Lists all, ZoneId zone) throws CelEvaluationException {
        if (program == null) throw new CelEvaluationException("the expression is not valid in this release");
        Object result;
        if (lists.isEmpty()) {
            result = program.eval(input.variables(zone));
        } else {
            CelFunctionResolver functions = input.functions(all);
            result = program.eval(input.variables(zone), functions);
        }
        if (result instanceof Boolean truth) return truth;
        throw new CelEvaluationException("the expression came to no truth value");
    }

    private static CelCompiler compiler() {
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setResultType(SimpleType.DYN)
                .addFunctionDeclarations(CelFunctionDecl.newFunctionDeclaration(
                        RuleVariables.IN_LIST,
                        CelOverloadDecl.newGlobalOverload(
                                RuleVariables.IN_LIST_OVERLOAD,
                                SimpleType.BOOL,
                                SimpleType.STRING,
                                SimpleType.STRING)));
        RuleVariables.types().forEach(builder::addVar);
        return builder.build();
    }

    private static List<Issue> issues(CelValidationResult result, String text) {
        List<Issue> issues = new ArrayList<>();
        for (CelIssue issue : result.getErrors()) {
            int line = Math.max(1, issue.getSourceLocation().getLine());
            int column = Math.max(0, issue.getSourceLocation().getColumn()) + 1;
            issues.add(RuleIssueText.of(issue.getMessage(), rest(text, line, column))
                    .at(line, column));
            if (issues.size() == 20) break;
        }
        return issues;
    }

    /** The line from this place on. */
    private static String rest(String text, int line, int column) {
        return text.lines()
                .skip(line - 1L)
                .findFirst()
                .map(whole -> whole.substring(Math.min(column - 1, whole.length())))
                .orElse("");
    }

    private static Set<String> listsOf(CelAbstractSyntaxTree ast) {
        Set<String> names = new TreeSet<>();
        CelNavigableAst.fromAst(ast).getRoot().allNodes().forEach(node -> {
            CelExpr expression = node.expr();
            if (expression.exprKind().getKind() == CelExpr.ExprKind.Kind.CALL
                    && expression.call().function().equals(RuleVariables.IN_LIST)) {
                CelExpr first = expression.call().args().getFirst();
                if (first.exprKind().getKind() == CelExpr.ExprKind.Kind.CONSTANT
                        && first.constant().getKind() == CelConstant.Kind.STRING_VALUE) {
                    names.add(first.constant().stringValue());
                } else {
                    names.add("");
                }
            }
        });
        return names;
    }
}
