namespace KpiPlatform.Domain.Tenants;

/// <summary>Limits of a tenant's settings.</summary>
public static class TenantLimits
{
    /// <summary>Longest retention of personal parts, in days.</summary>
    public const int MaxRetentionDays = 36_500;

    /// <summary>Most UTF-8 bytes of a display name.</summary>
    public const int MaxDisplayNameBytes = 200;

    /// <summary>Most days of a lapse, a return window or a journey's window.</summary>
    public const int MaxDays = 3_650;

    /// <summary>Most surveys.</summary>
    public const int MaxSurveys = 64;

    /// <summary>Most dimensions.</summary>
    public const int MaxDimensions = 8;

    /// <summary>Most declared values of a dimension.</summary>
    public const int MaxDimensionValues = 1_000;

    /// <summary>Most UTF-8 bytes of a dimension value.</summary>
    public const int MaxDimensionValueBytes = 256;

    /// <summary>Most UTF-8 bytes of the key of a label or attribute.</summary>
    public const int MaxKeyBytes = 64;

    /// <summary>Most journeys.</summary>
    public const int MaxJourneys = 32;

    /// <summary>Most steps of a journey.</summary>
    public const int MaxSteps = 64;

    /// <summary>Days of a journey's window, if it does not say.</summary>
    public const int DefaultJourneyWindowDays = 30;

    /// <summary>Longest lifespan that clv_simple reckons with, in years.</summary>
    public const int MaxClvHorizonYears = 100;
}
