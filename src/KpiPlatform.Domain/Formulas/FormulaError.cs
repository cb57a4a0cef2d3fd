namespace KpiPlatform.Domain.Formulas;

/// <summary>What is wrong with a formula, and where. Immutable.</summary>
public sealed record FormulaError
{
    /// <summary>Stable reason, UPPER_SNAKE.</summary>
    public required string Reason { get; init; }

    /// <summary>What is wrong and what to do, with the position.</summary>
    public required string Message { get; init; }

    /// <summary>Characters (UTF-16 units) before the place.</summary>
    public required int Offset { get; init; }

    /// <summary>Line of the place, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>Character of that line, from 1.</summary>
    public required int Column { get; init; }

    /// <summary>Tokens that could have stood there; empty where that isn't the trouble.</summary>
    public IReadOnlyList<string> Expected { get; init; } = [];

    /// <summary>The error of a request that has the formula in a field.</summary>
    /// <param name="field">Field path.</param>
    public DomainException ToException(string field) => new(ErrorKind.InvalidArgument, Reason, Message, field);
}
