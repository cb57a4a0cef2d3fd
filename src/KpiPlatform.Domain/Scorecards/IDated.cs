namespace KpiPlatform.Domain.Scorecards;

/// <summary>Something that holds for some time. A period goes by what holds at its last instant, or as of which it is looked at.</summary>
public interface IDated
{
    /// <summary>First local day, "2026-04-01"; from 00:00 in the tenant's zone. Required.</summary>
    string From { get; }

    /// <summary>Local day after the last; empty means until the next one begins.</summary>
    string To { get; }
}
