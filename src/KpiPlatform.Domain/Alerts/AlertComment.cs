using NodaTime;

namespace KpiPlatform.Domain.Alerts;

/// <summary>What somebody said about an action.</summary>
/// <param name="Number">From 1 within the action.</param>
/// <param name="Author">Who.</param>
/// <param name="Text">At most 4,000 bytes.</param>
/// <param name="CreatedAt">When.</param>
public sealed record AlertComment(int Number, string Author, string Text, Instant CreatedAt)
{
    /// <summary>Most comments on an action.</summary>
    public const int Max = 1_000;

    /// <summary>Most UTF-8 bytes of one.</summary>
    public const int MaxBytes = 4_000;
}
