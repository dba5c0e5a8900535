/** One data point of a series, or none. */
export type Point = number | undefined;

/**
 * Metric math over one data point of each series, as far as our alarms use it. What is missing makes the rest missing,
 * except where FILL or the branch of an IF that is not taken says otherwise; dividing by zero gives no data point.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function evaluateMath(expression: string, series: Readonly<Record<string, Point>>): Point {
  const tokens = expression.match(/\d+(?:\.\d+)?|[A-Za-z_]\w*|&&|\|\||[<>=]=|[-+*/()<>,]/gu) ?? [];
  if (tokens.join('') !== expression.replaceAll(' ', '')) throw new Error(`not metric math: ${expression}`);
  let at = 0;
  const next = (token: string): boolean => tokens[at] === token && (at += 1) > 0;
  const must = (token: string): void => {
    if (!next(token)) throw new Error(`expected ${token} at ${String(at)} of ${expression}`);
  };
  const levels: readonly (readonly string[])[] = [
    ['||'],
    ['&&'],
    ['==', '>=', '<=', '>', '<'],
    ['+', '-'],
    ['*', '/'],
  ];
  const binary = (level: number): Point => {
    const operators = levels[level];
    if (!operators) return unary();
    let left = binary(level + 1);
    for (;;) {
      const operator = operators.find((one) => next(one));
      if (operator === undefined) return left;
      left = apply(operator, left, binary(level + 1));
    }
  };
  const unary = (): Point => {
    if (next('-')) {
      const value = unary();
      return value === undefined ? undefined : -value;
    }
    if (next('(')) {
      const inner = binary(0);
      must(')');
      return inner;
    }
    const token = tokens[at] ?? '';
    at += 1;
    if (token === 'IF' || token === 'FILL') return call(token);
    if (/^\d/u.test(token)) return Number(token);
    if (!(token in series)) throw new Error(`no series ${token} in ${expression}`);
    return series[token];
  };
  const call = (name: 'IF' | 'FILL'): Point => {
    must('(');
    const given = [binary(0)];
    while (next(',')) given.push(binary(0));
    must(')');
    const [first, second, third] = given;
    if (name === 'FILL') return first ?? second;
    return first === undefined ? undefined : first !== 0 ? second : third;
  };
  const value = binary(0);
  if (at < tokens.length) throw new Error(`what is ${tokens.slice(at).join(' ')}?`);
  return value;
}

function apply(operator: string, left: Point, right: Point): Point {
  if (left === undefined || right === undefined) return undefined;
  switch (operator) {
    case '||':
      return Number(left !== 0 || right !== 0);
    case '&&':
      return Number(left !== 0 && right !== 0);
    case '==':
      return Number(left === right);
    case '>=':
      return Number(left >= right);
    case '<=':
      return Number(left <= right);
    case '>':
      return Number(left > right);
    case '<':
      return Number(left < right);
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? undefined : left / right;
    default:
      throw new Error(`what is ${operator}?`);
  }
}
