using KpiPlatform.Domain.Identity;
using static KpiPlatform.Domain.FieldChecks;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>Names an indicator of a scorecard: "perspective/objective/indicator".</summary>
/// <param name="Perspective">Id of the perspective.</param>
/// <param name="Objective">Id of the objective within it.</param>
/// <param name="Indicator">Id of the indicator within the objective.</param>
public readonly record struct IndicatorPath(string Perspective, string Objective, string Indicator)
{
    /// <summary>Reads a path.</summary>
    /// <param name="text">Its text form.</param>
    /// <param name="field">Field path to name in the error.</param>
    /// <exception cref="DomainException">INVALID_INDICATOR_PATH, naming the field.</exception>
    public static IndicatorPath Parse(string text, string field)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('/');
        return parts.Length == 3 && Array.TrueForAll(parts, part => part.Length > 0)
            ? new(parts[0], parts[1], parts[2])
            : throw Invalid("INVALID_INDICATOR_PATH", $"\"{DisplayText.Of(text)}\" names no indicator of the scorecard: write \"perspective/objective/indicator\".", field);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Perspective}/{Objective}/{Indicator}";
}
