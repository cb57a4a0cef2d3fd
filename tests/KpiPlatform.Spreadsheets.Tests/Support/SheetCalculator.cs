using System.Globalization;

namespace KpiPlatform.Spreadsheets.Tests.Support;

/// <summary>
/// Computes the cells of one sheet: just the operators and functions that the workbooks use, as spreadsheet programs define them. Values are
/// a double, a text, a truth or nothing; a range is an array of them. Written from the functions' public descriptions, not from the code that makes the formulas.
/// </summary>
internal sealed class SheetCalculator(Dictionary<string, ReadWorkbook.ReadCell> cells)
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

    /// <summary>Value of a cell by its address.</summary>
    public object? this[string address]
    {
        get
        {
            address = address.Replace("$", string.Empty, StringComparison.Ordinal);
            if (_values.TryGetValue(address, out var known))
                return known is Pending ? throw new InvalidOperationException($"{address} rests on itself") : known;
            if (!cells.TryGetValue(address, out var cell))
                return null;
            if (cell.Formula.Length == 0)
                return cell.Value;
            _values[address] = new Pending();
            return _values[address] = new Parser(this, cell.Formula).Whole();
        }
    }

    private static double Number(object? value) => value switch
    {
        null => 0,
        double number => number,
        bool truth => truth ? 1 : 0,
        _ => throw new InvalidOperationException($"#VALUE!: {value} is no number"),
    };

    private sealed record Pending;

    private sealed class Parser(SheetCalculator sheet, string formula)
    {
        private int _at;

        public object? Whole()
        {
            var value = Comparison();
            return _at == formula.Length ? value : throw new FormatException($"{formula[_at..]} is left over in {formula}");
        }

        private object? Comparison()
        {
            var left = Sum();
            foreach (var sign in (string[])["<=", ">=", "<>", "=", "<", ">"])
            {
                if (Take(sign))
                    return Each(left, Sum(), (one, other) => Compare(one, other, sign));
            }

            return left;
        }

        private object? Sum()
        {
            var left = Product();
            while (true)
            {
                if (Take("+"))
                    left = Each(left, Product(), (one, other) => Number(one) + Number(other));
                else if (Take("-"))
                    left = Each(left, Product(), (one, other) => Number(one) - Number(other));
                else
                    return left;
            }
        }

        private object? Product()
        {
            var left = Atom();
            while (true)
            {
                if (Take("*"))
                    left = Each(left, Atom(), (one, other) => Number(one) * Number(other));
                else if (Take("/"))
                    left = Each(left, Atom(), (one, other) => Number(other) == 0 ? throw new InvalidOperationException("#DIV/0!") : Number(one) / Number(other));
                else
                    return left;
            }
        }

        private object? Atom()
        {
            if (Take("("))
            {
                var inner = Comparison();
                Need(")");
                return inner;
            }

            if (Take("-"))
                return -Number(Atom());
            if (Take("\""))
            {
                var quote = formula.IndexOf('"', _at);
                var text = formula[_at..quote];
                _at = quote + 1;
                return text;
            }

            if (char.IsAsciiDigit(formula[_at]))
            {
                var end = _at;
                while (end < formula.Length && (char.IsAsciiDigit(formula[end]) || formula[end] is '.' or 'E' || (formula[end] is '-' or '+' && formula[end - 1] == 'E')))
                    end++;
                var number = formula[_at..end];
                _at += number.Length;
                return double.Parse(number, CultureInfo.InvariantCulture);
            }

            var word = Word();
            if (Take("("))
                return Call(word);
            return Take(":") ? Range(word, Word()) : sheet[word];
        }

        private object? Call(string function)
        {
            switch (function)
            {
                case "IF":
                    // Only the branch that is taken is computed, as in a spreadsheet; the other is skipped.
                    var condition = Comparison();
                    Need(",");
                    var truth = Number(condition) != 0;
                    object? result = null;
                    if (truth)
                        result = Comparison();
                    else
                        Skip();
                    Need(",");
                    if (truth)
                        Skip();
                    else
                        result = Comparison();
                    Need(")");
                    return result;
                case "SUMPRODUCT":
                    var factors = Arguments();
                    var first = Array(factors[0]);
                    double sum = 0;
                    for (var i = 0; i < first.Length; i++)
                    {
                        // Of the arguments themselves, what is no number counts 0.
                        double product = 1;
                        foreach (var factor in factors)
                            product *= Array(factor)[i] is double number ? number : 0;
                        sum += product;
                    }

                    return sum;
                case "_xlfn.MINIFS" or "_xlfn.MAXIFS":
                    var arguments = Arguments();
                    var matching = Array(arguments[0]).Where((value, i) => value is double && Enumerable.Range(0, (arguments.Count - 1) / 2)
                        .All(pair => Meets(Array(arguments[1 + (2 * pair)])[i], (string)arguments[2 + (2 * pair)]!))).Cast<double>().ToList();
                    return matching.Count == 0 ? 0.0 : function == "_xlfn.MINIFS" ? matching.Min() : matching.Max();
                default:
                    var plain = Arguments();
                    return function switch
                    {
                        "AND" => plain.All(value => Number(value) != 0),
                        "OR" => plain.Any(value => Number(value) != 0),
                        "NOT" => Number(plain[0]) == 0,
                        "ISNUMBER" => plain[0] is object?[] many ? many.Select(value => (object?)(value is double)).ToArray() : plain[0] is double,
                        "MAX" => plain.Max(Number),
                        "MIN" => plain.Min(Number),
                        "ABS" => Math.Abs(Number(plain[0])),
                        _ => throw new FormatException($"{function} is not known"),
                    };
            }
        }

        private List<object?> Arguments()
        {
            var arguments = new List<object?> { Comparison() };
            while (Take(","))
                arguments.Add(Comparison());
            Need(")");
            return arguments;
        }

        private object?[] Range(string from, string to)
        {
            var (column, first) = Split(from);
            var (same, last) = Split(to);
            same.ShouldBe(column);
            return [.. Enumerable.Range(first, Math.Max(0, last - first + 1)).Select(row => sheet[column + row.ToString(CultureInfo.InvariantCulture)])];
        }

        private static (string Column, int Row) Split(string address)
        {
            address = address.Replace("$", string.Empty, StringComparison.Ordinal);
            var digits = address.AsSpan().IndexOfAnyInRange('0', '9');
            return (address[..digits], int.Parse(address.AsSpan(digits), CultureInfo.InvariantCulture));
        }

        private static object?[] Array(object? value) => value as object?[] ?? [value];

        private static object? Each(object? left, object? right, Func<object?, object?, object?> operation)
        {
            if (left is not object?[] && right is not object?[])
                return operation(left, right);
            var (ones, others) = (Array(left), Array(right));
            return Enumerable.Range(0, Math.Max(ones.Length, others.Length)).Select(i => operation(ones[ones.Length == 1 ? 0 : i], others[others.Length == 1 ? 0 : i])).ToArray();
        }

        // Numbers come before texts, texts before truths.
        private static object Compare(object? one, object? other, string sign)
        {
            var order = (one ?? (other is string ? string.Empty : 0.0), other ?? (one is string ? string.Empty : 0.0)) switch
            {
                (double a, double b) => a.CompareTo(b),
                (string a, string b) => string.Compare(a, b, StringComparison.OrdinalIgnoreCase),
                (double, string) => -1,
                (string, double) => 1,
                var (a, b) => Number(a).CompareTo(Number(b)),
            };
            return sign switch
            {
                "=" => order == 0,
                "<>" => order != 0,
                "<" => order < 0,
                ">" => order > 0,
                "<=" => order <= 0,
                _ => order >= 0,
            };
        }

        private static bool Meets(object? value, string criterion) =>
            criterion.StartsWith('>') ? value is double number && number > double.Parse(criterion.AsSpan(1), CultureInfo.InvariantCulture) : value is string text && text.Equals(criterion, StringComparison.OrdinalIgnoreCase);

        private string Word()
        {
            var from = _at;
            while (_at < formula.Length && (char.IsAsciiLetterOrDigit(formula[_at]) || formula[_at] is '$' or '_' or '.'))
                _at++;
            return _at > from ? formula[from.._at] : throw new FormatException($"Nothing at {_at} of {formula}");
        }

        /// <summary>Passes over an argument without computing it.</summary>
        private void Skip()
        {
            var depth = 0;
            var isText = false;
            for (; ; _at++)
            {
                var letter = formula[_at];
                if (letter == '"')
                    isText = !isText;
                if (isText)
                    continue;
                if (depth == 0 && letter is (',' or ')'))
                    return;

                depth += letter == '(' ? 1 : letter == ')' ? -1 : 0;
            }
        }

        private bool Take(string text)
        {
            if (string.CompareOrdinal(formula, _at, text, 0, text.Length) != 0)
                return false;
            _at += text.Length;
            return true;
        }

        private void Need(string text)
        {
            if (!Take(text))
                throw new FormatException($"{text} is missing at {_at} of {formula}");
        }
    }
}
