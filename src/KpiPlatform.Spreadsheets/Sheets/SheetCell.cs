using NodaTime;

namespace KpiPlatform.Spreadsheets.Sheets;

/// <summary>A cell. Immutable.</summary>
public sealed record SheetCell
{
    /// <summary>An empty one.</summary>
    public static readonly SheetCell Empty = new();

    private SheetCell()
    {
    }

    /// <summary>A <see cref="string"/>, <see cref="double"/>, <see cref="LocalDate"/> or <see cref="LocalDateTime"/>; null for nothing. Of a formula: its result.</summary>
    public object? Value { get; private init; }

    /// <summary>Number format of a workbook; empty for the usual one.</summary>
    public string Format { get; init; } = string.Empty;

    /// <summary>What makes the value, in a workbook; empty for a plain value.</summary>
    public string Formula { get; init; } = string.Empty;

    /// <summary>A note on the cell, in a workbook; empty for none.</summary>
    public string Note { get; init; } = string.Empty;

    /// <summary>Steps by which text is moved in.</summary>
    public int Indent { get; init; }

    /// <summary>Somebody may change it, and formulas follow.</summary>
    public bool IsInput { get; init; }

    /// <summary>A text; an empty one is an empty cell. Never a formula, whatever it begins with.</summary>
    /// <param name="text">The text.</param>
    public static SheetCell Of(string? text) => string.IsNullOrEmpty(text) ? Empty : new() { Value = text };

    /// <summary>A number.</summary>
    /// <param name="number">The number; null, or one that is not finite, is an empty cell.</param>
    /// <param name="format">Its number format.</param>
    public static SheetCell Of(double? number, string format = "") =>
        number is { } value && double.IsFinite(value) ? new() { Value = value, Format = format } : new() { Format = format };

    /// <summary>A local date.</summary>
    /// <param name="date">The date.</param>
    public static SheetCell Of(LocalDate date) => new() { Value = date, Format = Workbooks.NumberFormats.Date };

    /// <summary>A local time.</summary>
    /// <param name="time">The time.</param>
    public static SheetCell Of(LocalDateTime time) => new() { Value = time, Format = Workbooks.NumberFormats.Time };
}
