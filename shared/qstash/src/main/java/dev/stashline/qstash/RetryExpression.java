package dev.stashline.qstash;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * A retry-delay expression in the form of a tree. Total: division by zero and the like give
 * infinity or not-a-number.
 */
sealed interface RetryExpression {

  double value(double retried);

  record Constant(double number) implements RetryExpression {
    @Override
    public double value(double retried) {
      return number;
    }
  }

  record Retried() implements RetryExpression {
    @Override
    public double value(double retried) {
      return retried;
    }
  }

  record Negated(RetryExpression operand) implements RetryExpression {
    @Override
    public double value(double retried) {
      return -operand.value(retried);
    }
  }

  record Binary(char operator, RetryExpression left, RetryExpression right)
      implements RetryExpression {
    @Override
    public double value(double retried) {
      double a = left.value(retried);
      double b = right.value(retried);
      return switch (operator) {
        case '+' -> a + b;
        case '-' -> a - b;
        case '*' -> a * b;
        case '/' -> a / b;
        case '%' -> a % b;
        default -> throw new IllegalStateException("no operator " + operator);
      };
    }
  }

  record Unary(DoubleUnaryOperator function, RetryExpression operand) implements RetryExpression {
    @Override
    public double value(double retried) {
      return function.applyAsDouble(operand.value(retried));
    }
  }

  /** {@code pow} with its two operands, {@code min} and {@code max} with two or more. */
  record Fold(DoubleBinaryOperator function, List<RetryExpression> operands)
      implements RetryExpression {
    @Override
    public double value(double retried) {
      double result = operands.getFirst().value(retried);
      for (var operand : operands.subList(1, operands.size())) {
        result = function.applyAsDouble(result, operand.value(retried));
      }
      return result;
    }
  }
}
