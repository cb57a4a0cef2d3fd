namespace KpiPlatform.Domain.Formulas;

/// <summary>Leaves the reading of a formula; caught where the reading began, which knows the text and so the line.</summary>
internal sealed class FormulaException(string reason, int offset, string message, params IReadOnlyList<string> expected) : Exception(message)
{
    /// <summary>Stable reason.</summary>
    public string Reason { get; } = reason;

    /// <summary>Characters before the place.</summary>
    public int Offset { get; } = offset;

    /// <summary>Tokens that could have stood there.</summary>
    public IReadOnlyList<string> Expected { get; } = expected;

    /// <summary>The error with its position in the text.</summary>
    public FormulaError In(string text)
    {
        var before = text.AsSpan(0, Math.Min(Offset, text.Length));
        var line = 1 + before.Count('\n');
        var column = Offset - (before.LastIndexOf('\n') + 1) + 1;
        return new()
        {
            Reason = Reason,
            Message = $"{Message} (line {line}, column {column})",
            Offset = Offset,
            Line = line,
            Column = column,
            Expected = Expected,
        };
    }
}
