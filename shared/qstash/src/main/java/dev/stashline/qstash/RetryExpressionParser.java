package dev.stashline.qstash;

import dev.stashline.qstash.RetryExpression.Binary;
import dev.stashline.qstash.RetryExpression.Constant;
import dev.stashline.qstash.RetryExpression.Fold;
import dev.stashline.qstash.RetryExpression.Negated;
import dev.stashline.qstash.RetryExpression.Retried;
import dev.stashline.qstash.RetryExpression.Unary;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Recursive descent over the grammar
 *
 * <pre>
 *   sum     = product { ("+" | "-") product }
 *   product = signed { ("*" | "/" | "%") signed }
 *   signed  = "-" signed | "+" signed | operand
 *   operand = number | "retried" | function "(" sum { "," sum } ")" | "(" sum ")"
 * </pre>
 */
final class RetryExpressionParser {

  /** Our choice: far above any sensible expression, far below what could tire the stack. */
  static final int MAX_LENGTH = 512;

  static final int MAX_DEPTH = 32;

  private final String text;
  private int at;
  private int depth;

  RetryExpressionParser(String text) {
    this.text = text;
  }

  RetryExpression parse() {
    if (text.length() > MAX_LENGTH) {
      throw new InvalidValueException("must not be longer than " + MAX_LENGTH + " characters");
    }
    var expression = sum();
    if (peek() != 0) {
      throw fault("expected an operator");
    }
    return expression;
  }

  private RetryExpression sum() {
    var left = product();
    while (peek() == '+' || peek() == '-') {
      left = new Binary(text.charAt(at++), left, product());
    }
    return left;
  }

  private RetryExpression product() {
    var left = signed();
    while (peek() == '*' || peek() == '/' || peek() == '%') {
      left = new Binary(text.charAt(at++), left, signed());
    }
    return left;
  }

  private RetryExpression signed() {
    char c = peek();
    if (c != '-' && c != '+') {
      return operand();
    }
    at++;
    enter();
    var operand = signed();
    depth--;
    return c == '-' ? new Negated(operand) : operand;
  }

  private RetryExpression operand() {
    char c = peek();
    if (c == '(') {
      at++;
      enter();
      var inner = sum();
      depth--;
      expect(')');
      return inner;
    }
    if (isDigit(c) || c == '.') {
      return number();
    }
    if (isLetter(c)) {
      return named();
    }
    throw fault("expected a number, retried, a function or (");
  }

  private RetryExpression number() {
    int start = at;
    while (at < text.length() && (isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
      at++;
    }
    double number = Durations.decimal(text, start, at);
    if (Double.isNaN(number)) {
      throw fault("expected a number before this");
    }
    return new Constant(number);
  }

  private RetryExpression named() {
    int start = at;
    while (at < text.length() && isLetter(text.charAt(at))) {
      at++;
    }
    String name = text.substring(start, at);
    return switch (name) {
      case "retried" -> new Retried();
      case "exp" -> unary(Math::exp);
      case "sqrt" -> unary(Math::sqrt);
      case "abs" -> unary(Math::abs);
      case "floor" -> unary(Math::floor);
      case "ceil" -> unary(Math::ceil);
      case "round" -> unary(Math::round);
      case "pow" -> new Fold(Math::pow, arguments(2, 2));
      case "min" -> new Fold(Math::min, arguments(2, Integer.MAX_VALUE));
      case "max" -> new Fold(Math::max, arguments(2, Integer.MAX_VALUE));
      default -> {
        at = start;
        throw fault("expected retried, pow, exp, sqrt, abs, floor, ceil, round, min or max");
      }
    };
  }

  private RetryExpression unary(DoubleUnaryOperator function) {
    return new Unary(function, arguments(1, 1).getFirst());
  }

  private List<RetryExpression> arguments(int least, int most) {
    expect('(');
    enter();
    var arguments = new ArrayList<RetryExpression>();
    arguments.add(sum());
    while (peek() == ',') {
      at++;
      arguments.add(sum());
    }
    depth--;
    expect(')');
    if (arguments.size() < least || arguments.size() > most) {
      throw fault(
          "expected "
              + (least == most ? "exactly " : "at least ")
              + least
              + (least == 1 ? " argument" : " arguments")
              + " before this");
    }
    return List.copyOf(arguments);
  }

  private void enter() {
    if (++depth > MAX_DEPTH) {
      throw fault("is nested too deeply");
    }
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw fault("expected " + wanted);
    }
    at++;
  }

  /** The next character that is no blank, or 0 at the end. */
  private char peek() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private InvalidValueException fault(String reason) {
    return new InvalidValueException(reason + " (at character " + (at + 1) + ")");
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z';
  }
}
