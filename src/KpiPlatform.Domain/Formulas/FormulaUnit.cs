using System.Globalization;
using System.Text;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Formulas;

/// <summary>
/// What a number of a formula is measured in: a product of base units with whole exponents, e.g. money/count. Immutable;
/// equality by content.
/// </summary>
/// <remarks>
/// <para>Sums, comparisons and choices take the same unit on both sides. A number written down (10, or 2 × 5) has none of its own
/// and takes that of the other side; in a product it is a plain number.</para>
/// <para>Percent is a plain number times 100. It stays percent when multiplied by or divided by a plain number; in any other
/// product it is a plain number. A share and a percentage are not added: they differ by the factor 100.</para>
/// </remarks>
internal sealed class FormulaUnit : IEquatable<FormulaUnit>
{
    private const string RatioText = "ratio";

    /// <summary>Base units that a unit can be stated in.</summary>
    private static readonly string[] Known =
        [IndicatorUnits.Money, IndicatorUnits.Count, IndicatorUnits.Points, "ms", "seconds", "minutes", IndicatorUnits.Hours, "days", "months", "years"];

    private readonly SortedDictionary<string, int> _exponents;

    private FormulaUnit(SortedDictionary<string, int> exponents, bool isPercent = false, bool isConstant = false)
    {
        _exponents = exponents;
        IsPercent = isPercent;
        IsConstant = isConstant;
        Text = TextOf();
    }

    /// <summary>A number written down.</summary>
    public static FormulaUnit Constant { get; } = new([], isConstant: true);

    /// <summary>A plain number.</summary>
    public static FormulaUnit Ratio { get; } = new([]);

    /// <summary>A plain number times 100.</summary>
    public static FormulaUnit Percent { get; } = new([], isPercent: true);

    /// <summary>A number of things.</summary>
    public static FormulaUnit Count { get; } = Base(IndicatorUnits.Count);

    /// <summary>Days.</summary>
    public static FormulaUnit Days { get; } = Base("days");

    /// <summary>Months.</summary>
    public static FormulaUnit Months { get; } = Base("months");

    /// <summary>Numerators joined by "*", then "/" before each denominator: "money/count". "ratio" where there is none.</summary>
    public string Text { get; }

    /// <summary>Whether it is percent.</summary>
    public bool IsPercent { get; }

    /// <summary>Whether it takes the unit of the other side.</summary>
    public bool IsConstant { get; }

    /// <summary>Whether it has no base unit.</summary>
    public bool IsPlain => _exponents.Count == 0;

    /// <summary>The unit of a measure.</summary>
    public static FormulaUnit Of(MeasureUnit unit) => unit switch
    {
        MeasureUnit.Count => Count,
        MeasureUnit.Money => Base(IndicatorUnits.Money),
        MeasureUnit.Days => Days,
        MeasureUnit.Milliseconds => Base("ms"),
        MeasureUnit.Points => Base(IndicatorUnits.Points),
        MeasureUnit.Percent => Percent,
        MeasureUnit.Ratio => Ratio,
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "Not a unit of measures."),
    };

    /// <summary>The unit of an indicator, as its definition has it; a word of its own becomes a base unit.</summary>
    public static FormulaUnit OfIndicator(string unit) => Read(unit, _ => true) ?? Base(unit);

    /// <summary>Reads a unit that a tenant states; null unless it is made of known base units.</summary>
    public static FormulaUnit? TryParse(string text) => Read(text, name => Known.Contains(name, StringComparer.Ordinal));

    /// <summary>The unit of a product.</summary>
    public FormulaUnit Times(FormulaUnit other) => Combine(other, 1);

    /// <summary>The unit of a quotient.</summary>
    public FormulaUnit Per(FormulaUnit other) => Combine(other, -1);

    /// <summary>The unit of both, where they can be added, compared or chosen between; else null.</summary>
    public FormulaUnit? Unify(FormulaUnit other) => IsConstant ? other : other.IsConstant || Equals(other) ? this : null;

    /// <summary>
    /// Whether a formula of this unit may be said to be in another: the same, things counted left aside, since a number of things
    /// is a number. A plain number may be said to be a percentage, a count or points; a percentage only points.
    /// </summary>
    public bool CanBeStatedAs(FormulaUnit stated)
    {
        if (IsConstant || Equals(stated))
            return true;
        var (own, wanted) = (WithoutThings(), stated.WithoutThings());
        return IsPercent ? wanted.IsOnly(IndicatorUnits.Points) : own.IsPlain ? wanted.IsPlain || wanted.IsOnly(IndicatorUnits.Points) : own.Equals(wanted);
    }

    /// <inheritdoc/>
    public bool Equals(FormulaUnit? other) =>
        other is not null && IsPercent == other.IsPercent && IsConstant == other.IsConstant && _exponents.SequenceEqual(other._exponents);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FormulaUnit);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    /// <inheritdoc/>
    public override string ToString() => IsConstant ? "a number" : Text;

    private static FormulaUnit Base(string name) => new(new(StringComparer.Ordinal) { [name] = 1 });

    private static FormulaUnit? Read(string text, Func<string, bool> isKnown)
    {
        if (string.Equals(text, RatioText, StringComparison.Ordinal))
            return Ratio;
        if (string.Equals(text, IndicatorUnits.Percent, StringComparison.Ordinal))
            return Percent;
        var exponents = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var sign = 1;
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] is not ('*' or '/'))
                continue;
            var name = text[start..i];
            var isOne = start == 0 && i < text.Length && text[i] == '/' && name is "1";
            if (!isOne && !isKnown(name))
                return null;
            if (!isOne && (exponents[name] = exponents.GetValueOrDefault(name) + sign) == 0)
                exponents.Remove(name);
            if (i < text.Length)
                sign = text[i] == '/' ? -1 : 1;
            start = i + 1;
        }

        return new(exponents);
    }

    private FormulaUnit Combine(FormulaUnit other, int sign)
    {
        if (IsConstant && other.IsConstant)
            return Constant;
        var exponents = new SortedDictionary<string, int>(_exponents, StringComparer.Ordinal);
        foreach (var (name, exponent) in other._exponents)
        {
            var sum = exponents.GetValueOrDefault(name) + (sign * exponent);
            if (sum == 0)
                exponents.Remove(name);
            else
                exponents[name] = sum;
        }

        var isPercent = exponents.Count == 0 && IsPlain && other.IsPlain && (sign > 0 ? IsPercent != other.IsPercent : IsPercent && !other.IsPercent);
        return new(exponents, isPercent);
    }

    private FormulaUnit WithoutThings()
    {
        var exponents = new SortedDictionary<string, int>(_exponents, StringComparer.Ordinal);
        exponents.Remove(IndicatorUnits.Count);
        return new(exponents, IsPercent, IsConstant);
    }

    private bool IsOnly(string name) => _exponents.Count == 1 && _exponents.GetValueOrDefault(name) == 1;

    private string TextOf()
    {
        if (IsPercent)
            return IndicatorUnits.Percent;
        if (_exponents.Count == 0)
            return RatioText;
        var text = new StringBuilder();
        foreach (var (name, exponent) in _exponents)
        {
            for (var i = 0; i < exponent; i++)
                text.Append(text.Length == 0 ? string.Empty : "*").Append(name);
        }

        if (text.Length == 0)
            text.Append(1.ToString(CultureInfo.InvariantCulture));
        foreach (var (name, exponent) in _exponents)
        {
            for (var i = 0; i > exponent; i--)
                text.Append('/').Append(name);
        }

        return text.ToString();
    }
}
