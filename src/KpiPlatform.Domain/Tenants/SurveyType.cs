namespace KpiPlatform.Domain.Tenants;

/// <summary>What a survey measures.</summary>
public enum SurveyType
{
    /// <summary>Customer satisfaction.</summary>
    Csat = 1,

    /// <summary>Net Promoter Score.</summary>
    Nps = 2,

    /// <summary>Customer Effort Score.</summary>
    Ces = 3,

    /// <summary>Recorded, feeding none of these.</summary>
    Other = 4,
}
