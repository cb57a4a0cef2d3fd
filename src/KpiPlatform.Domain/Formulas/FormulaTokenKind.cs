namespace KpiPlatform.Domain.Formulas;

/// <summary>Kinds of token.</summary>
internal enum FormulaTokenKind
{
    /// <summary>After the last.</summary>
    End,

    /// <summary>Digits, with a point or not.</summary>
    Number,

    /// <summary>A name, or a word such as "and".</summary>
    Word,

    /// <summary>Text in quotation marks, without them.</summary>
    Text,

    /// <summary>An operator or a parenthesis, in its one spelling: "−" is "-".</summary>
    Symbol,
}
