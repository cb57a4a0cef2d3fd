using KpiPlatform.Domain.Identity;
using static KpiPlatform.Domain.FieldChecks;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>Names an indicator of another scorecard of the tenant: "scorecard/perspective/objective/indicator".</summary>
/// <param name="Scorecard">The scorecard.</param>
/// <param name="Indicator">The indicator in it.</param>
public readonly record struct CascadePath(ScorecardId Scorecard, IndicatorPath Indicator)
{
    /// <summary>Reads a path.</summary>
    /// <param name="text">Its text form.</param>
    /// <param name="field">Field path to name in the error.</param>
    /// <exception cref="DomainException">INVALID_SOURCE, naming the field.</exception>
    public static CascadePath Parse(string text, string field)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('/');
        if (parts.Length != 4 || Array.Exists(parts, part => part.Length == 0))
            throw Invalid("INVALID_SOURCE", $"\"{DisplayText.Of(text)}\" names no indicator of a scorecard: write \"scorecard/perspective/objective/indicator\".", field);
        foreach (var part in parts)
            RequireId(part, field);
        return new(ScorecardId.Parse(parts[0]), new(parts[1], parts[2], parts[3]));
    }
}
