package io.trivium.fin.rule.engine;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.ast.CelMutableExpr;
import dev.cel.common.ast.CelMutableExpr.CelMutableCall;
import dev.cel.common.ast.CelMutableExprConverter;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lets {@code amount == 100} mean {@code amount == 100.0}: a whole number that is compared with a number with a fraction
 * becomes one, which the language itself does for {@code <} and its kin alone. Places in the text stay as they are.
 */
final class WholeNumbers {

    private static final Set<String> ARITHMETIC = Set.of("_+_", "_-_", "_*_", "_/_");
    private static final Set<String> COMPARISONS = Set.of("_==_", "_!=_");
    private static final String NEGATION = "-_";
    private static final String CONDITION = "_?_:_";
    private static final String IN = "@in";

    private final Map<String, CelType> types;

    private WholeNumbers(Map<String, CelType> types) {
        this.types = types;
    }

    /** The parsed expression, not checked yet, with fractions in place of whole numbers where they are meant. */
    static CelAbstractSyntaxTree asFractions(CelAbstractSyntaxTree parsed, Map<String, CelType> types) {
        CelMutableExpr expression = CelMutableExprConverter.fromCelExpr(parsed.getExpr());
        boolean _ = new WholeNumbers(types).convert(expression);
        return CelAbstractSyntaxTree.newParsedAst(
                CelMutableExprConverter.fromMutableExpr(expression), parsed.getSource());
    }

    /** Converts what is in the expression. @return whether it comes to a number with a fraction */
    private boolean convert(CelMutableExpr expression) {
        return switch (expression.getKind()) {
            case CONSTANT -> expression.constant().getKind() == CelConstant.Kind.DOUBLE_VALUE;
            case IDENT -> isFraction(expression.ident().name());
            case SELECT -> {
                CelMutableExpr operand = expression.select().operand();
                yield operand.getKind() == Kind.IDENT
                        && isFraction(operand.ident().name() + "."
                                + expression.select().field());
            }
            case CALL -> call(expression.call());
            case LIST -> {
                expression.list().elements().forEach(this::convert);
                yield false;
            }
            case NOT_SET, STRUCT, MAP, COMPREHENSION -> false;
        };
    }

    private boolean isFraction(String name) {
        return SimpleType.DOUBLE.equals(types.get(name));
    }

    private boolean call(CelMutableCall call) {
        call.target().ifPresent(this::convert);
        List<CelMutableExpr> args = call.args();
        boolean[] fraction = new boolean[args.size()];
        for (int i = 0; i < fraction.length; i++) fraction[i] = convert(args.get(i));
        String function = call.function();
        if (function.equals(NEGATION)) return fraction[0];
        if (function.equals(CONDITION)) return level(args.get(1), fraction[1], args.get(2), fraction[2]);
        if (function.equals(IN)) {
            if (fraction[0] && args.get(1).getKind() == Kind.LIST) {
                args.get(1).list().elements().forEach(WholeNumbers::widen);
            }
            return false;
        }
        boolean arithmetic = ARITHMETIC.contains(function);
        if (arithmetic || COMPARISONS.contains(function)) {
            boolean levelled = level(args.get(0), fraction[0], args.get(1), fraction[1]);
            return arithmetic && levelled;
        }
        return false;
    }

    /** Widens the side that is no fraction where the other one is. @return whether one is */
    private static boolean level(CelMutableExpr left, boolean leftIs, CelMutableExpr right, boolean rightIs) {
        if (leftIs && !rightIs) widen(right);
        else if (rightIs && !leftIs) widen(left);
        return leftIs || rightIs;
    }

    /** Makes fractions of written whole numbers, also of sums and products of nothing else. */
    private static void widen(CelMutableExpr expression) {
        if (!isWritten(expression)) return;
        if (expression.getKind() == Kind.CALL) {
            expression.call().args().forEach(WholeNumbers::widen);
        } else {
            expression.setConstant(
                    CelConstant.ofValue((double) expression.constant().int64Value()));
        }
    }

    private static boolean isWritten(CelMutableExpr expression) {
        return switch (expression.getKind()) {
            case CONSTANT -> expression.constant().getKind() == CelConstant.Kind.INT64_VALUE;
            case CALL -> {
                String function = expression.call().function();
                yield (ARITHMETIC.contains(function) || function.equals(NEGATION))
                        && expression.call().args().stream().allMatch(WholeNumbers::isWritten);
            }
            case NOT_SET, IDENT, SELECT, LIST, STRUCT, MAP, COMPREHENSION -> false;
        };
    }
}
