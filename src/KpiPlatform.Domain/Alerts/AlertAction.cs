using KpiPlatform.Domain.Scorecards;
using NodaTime;

namespace KpiPlatform.Domain.Alerts;

/// <summary>What is to be done about one cause: at most one that is not resolved for each rule and subject. Immutable.</summary>
public sealed record AlertAction
{
    /// <summary>Most actions of a tenant that are not resolved.</summary>
    public const int MaxOpen = 10_000;

    /// <summary>Most of one rule.</summary>
    public const int MaxOpenOfRule = 1_000;

    /// <summary>Number among the tenant's, from 1.</summary>
    public required long Id { get; init; }

    /// <summary>Id of the rule.</summary>
    public required string Rule { get; init; }

    /// <summary>The cause: a value of a dimension, a customer's number, or empty for the whole.</summary>
    public required string Subject { get; init; }

    /// <summary>The customer, if it is about one.</summary>
    public long? Customer { get; init; }

    /// <summary>What the rule was called.</summary>
    public string Title { get; init; } = string.Empty;

    /// <summary>How bad it is.</summary>
    public AlertSeverity Severity { get; init; }

    /// <summary>What became of it.</summary>
    public AlertActionState State { get; init; }

    /// <summary>Who is to act; empty for nobody yet.</summary>
    public string Owner { get; init; } = string.Empty;

    /// <summary>By when; null for no date.</summary>
    public Instant? DueAt { get; init; }

    /// <summary>Id of the scorecard; empty if it is about none.</summary>
    public string Scorecard { get; init; } = string.Empty;

    /// <summary>"perspective/objective/indicator" in the scorecard, or the id of an indicator of the tenant; empty for neither.</summary>
    public string Indicator { get; init; } = string.Empty;

    /// <summary>Why it was opened, for people; without personal data.</summary>
    public string Summary { get; init; } = string.Empty;

    /// <summary>Unit of the values.</summary>
    public string Unit { get; init; } = string.Empty;

    /// <summary>The value that opened it; null for none.</summary>
    public double? ValueThen { get; init; }

    /// <summary>The value seen last; null for none.</summary>
    public double? ValueNow { get; init; }

    /// <summary>The status that opened it; None for none.</summary>
    public Status StatusThen { get; init; }

    /// <summary>The status seen last; None for none.</summary>
    public Status StatusNow { get; init; }

    /// <summary>When it was opened first.</summary>
    public Instant OpenedAt { get; init; }

    /// <summary>When the cause last turned bad.</summary>
    public Instant RaisedAt { get; init; }

    /// <summary>How often it did while this was open or just resolved.</summary>
    public int Occurrences { get; init; } = 1;

    /// <summary>Since when the cause is over; null while it is not.</summary>
    public Instant? ClearedAt { get; init; }

    /// <summary>When somebody last said that it is seen to; null for never.</summary>
    public Instant? AcknowledgedAt { get; init; }

    /// <summary>Who did.</summary>
    public string AcknowledgedBy { get; init; } = string.Empty;

    /// <summary>When it was resolved; null while it is not.</summary>
    public Instant? ResolvedAt { get; init; }

    /// <summary>Who resolved it; empty if it was over by itself.</summary>
    public string ResolvedBy { get; init; } = string.Empty;

    /// <summary>Number of comments.</summary>
    public int Comments { get; init; }

    /// <summary>When it was changed last; its values apart.</summary>
    public Instant UpdatedAt { get; init; }

    /// <summary>Whether it is not resolved.</summary>
    public bool IsOpen => State is AlertActionState.Open or AlertActionState.Acknowledged;
}
