using NodaTime;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>Somebody closed a period. Immutable.</summary>
public sealed record PeriodClosure
{
    /// <summary>What stands for "by itself" in <see cref="ClosedBy"/>.</summary>
    public const string ByItself = "close_after_days";

    /// <summary>The period's label.</summary>
    public string Label { get; init; } = string.Empty;

    /// <summary>First day of the period.</summary>
    public int FromDay { get; init; }

    /// <summary>Day after its last.</summary>
    public int ToDay { get; init; }

    /// <summary>The values are those as of this instant.</summary>
    public Instant ClosedAt { get; init; }

    /// <summary>Who closed it; empty if not said.</summary>
    public string ClosedBy { get; init; } = string.Empty;

    /// <summary>Version of the scorecard's definition in force then.</summary>
    public long DefinitionVersion { get; init; }

    /// <summary>Encoded PositionVector of what was known then; empty for a period that closed by itself.</summary>
    public byte[] Positions { get; init; } = [];

    /// <summary>Its values are stored, as they were then. False for one that closed by itself, and for one closed before values were.</summary>
    public bool Kept { get; init; }
}
