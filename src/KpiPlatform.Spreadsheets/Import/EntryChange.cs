namespace KpiPlatform.Spreadsheets.Import;

/// <summary>What a row of a file comes to. Immutable.</summary>
public sealed record EntryChange
{
    /// <summary>What it comes to.</summary>
    public required EntryOutcome Outcome { get; init; }

    /// <summary>Where it stands, "Observations!A7"; of a rejection the cell that is to blame, where it is one.</summary>
    public required string Address { get; init; }

    /// <summary>What it is about: "staff_fraction at 2026-03-05", "growth/sell/revenue from 2026-04-01".</summary>
    public string Subject { get; init; } = string.Empty;

    /// <summary>The cells that differ.</summary>
    public IReadOnlyList<FieldChange> Fields { get; init; } = [];

    /// <summary>Why it is rejected, UPPER_SNAKE; empty if it is not.</summary>
    public string Reason { get; init; } = string.Empty;

    /// <summary>What is wrong and what to do; empty if nothing is.</summary>
    public string Message { get; init; } = string.Empty;

    /// <summary>A row that cannot be taken.</summary>
    /// <param name="address">Cell or row.</param>
    /// <param name="reason">UPPER_SNAKE.</param>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="subject">What it is about, where that is known.</param>
    public static EntryChange Rejected(string address, string reason, string message, string subject = "") =>
        new() { Outcome = EntryOutcome.Rejected, Address = address, Reason = reason, Message = message, Subject = subject };
}
