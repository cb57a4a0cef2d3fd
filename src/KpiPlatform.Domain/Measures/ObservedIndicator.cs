namespace KpiPlatform.Domain.Measures;

/// <summary>Numbers that people enter as observations. Their order decides measure numbers, so it never changes.</summary>
public enum ObservedIndicator
{
    /// <summary>"techniques_utilized".</summary>
    TechniquesUtilized = 0,

    /// <summary>"study_duration", days.</summary>
    StudyDuration = 1,

    /// <summary>"staff_fraction", percent.</summary>
    StaffFraction = 2,

    /// <summary>"best_practices_ratio", percent.</summary>
    BestPracticesRatio = 3,

    /// <summary>"niche_markets_found"; adds up.</summary>
    NicheMarketsFound = 4,

    /// <summary>"salespeople".</summary>
    Salespeople = 5,
}
