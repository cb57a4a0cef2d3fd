namespace KpiPlatform.Domain.Alerts;

/// <summary>When somebody is to be told, and what is to be done then. Immutable.</summary>
public sealed record AlertRule
{
    /// <summary>Most rules of a tenant.</summary>
    public const int MaxRules = 200;

    /// <summary>Id, 1 to 64 characters of a-z, 0-9, "-" and "_".</summary>
    public required string Id { get; init; }

    /// <summary>Name for people, at most 200 bytes.</summary>
    public string DisplayName { get; init; } = string.Empty;

    /// <summary>What it is for and what to do, at most 2,000 bytes.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>How bad it is.</summary>
    public AlertSeverity Severity { get; init; } = AlertSeverity.Warning;

    /// <summary>Not looked at for now; open actions stay as they are.</summary>
    public bool Disabled { get; init; }

    /// <summary>What it looks at.</summary>
    public AlertRuleKind Kind { get; init; }

    /// <summary>The indicator; null for other kinds.</summary>
    public AlertIndicator? Indicator { get; init; }

    /// <summary>When it is bad; null for other kinds.</summary>
    public AlertCondition? Condition { get; init; }

    /// <summary>Id of the segment whose customers are bad; empty for other kinds.</summary>
    public string Segment { get; init; } = string.Empty;

    /// <summary>What may not stop coming; null for other kinds.</summary>
    public AlertSilence? Silence { get; init; }

    /// <summary>It must be bad for so many seconds before an action opens. Default 0: at once.</summary>
    public long ForSeconds { get; init; }

    /// <summary>It must be good for so many seconds before it counts as over. Default 0: at once.</summary>
    public long ClearSeconds { get; init; }

    /// <summary>The action stays open when it is over, until somebody resolves it. Default false: it is resolved by itself.</summary>
    public bool KeepOpen { get; init; }

    /// <summary>When the same happens again within so many seconds after an action was resolved, that one is opened again. Default a day; 0 always opens a new one.</summary>
    public long ReopenSeconds { get; init; } = 86_400;

    /// <summary>Who is to act; empty for nobody yet.</summary>
    public string Owner { get; init; } = string.Empty;

    /// <summary>By when, seconds after it opened; 0 for no date.</summary>
    public long DueSeconds { get; init; }

    /// <summary>Request that created it; empty if none was given.</summary>
    public string RequestId { get; init; } = string.Empty;

    /// <summary>When it was created, ticks of 100 ns since 1970.</summary>
    public long CreatedAtTicks { get; init; }

    /// <summary>When it was changed last, ticks of 100 ns since 1970.</summary>
    public long UpdatedAtTicks { get; init; }

    /// <summary>What it is called: its name, or its id.</summary>
    public string Title => DisplayName.Length > 0 ? DisplayName : Id;

    /// <summary>Whether another looks at the same in the same way, so that what is known of causes goes on.</summary>
    public bool LooksAtSame(AlertRule other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Kind == other.Kind && Indicator == other.Indicator && Equals(Condition, other.Condition)
            && string.Equals(Segment, other.Segment, StringComparison.Ordinal) && Silence == other.Silence;
    }
}
