using static KpiPlatform.Domain.FieldChecks;

namespace KpiPlatform.Domain.Tenants;

/// <summary>Scales of surveys: defaults by type, and what a declared scale must keep to.</summary>
public static class SurveyScale
{
    /// <summary>First answer of a promoter on the scale of 0 to 10.</summary>
    public const double NpsPromoterFrom = 9;

    /// <summary>Greatest answer of a detractor.</summary>
    public const double NpsDetractorTo = 6;

    /// <summary>Greatest magnitude of a scale's end: answers are summed in millionths of a point.</summary>
    public const double MaxMagnitude = 1_000_000;

    /// <summary>Fills in the type's defaults and checks the scale.</summary>
    /// <param name="survey">As sent: both ends 0 for the default scale; satisfied_from null, or 0 on a scale without 0, for its default.</param>
    /// <param name="path">Path of the survey, for errors.</param>
    /// <exception cref="DomainException">INVALID_ARGUMENT, naming the field.</exception>
    public static SurveyDefinition Complete(SurveyDefinition survey, string path)
    {
        ArgumentNullException.ThrowIfNull(survey);
        if (!Enum.IsDefined(survey.Type))
            throw Invalid("REQUIRED", "A survey says what it measures: CSAT, NPS, CES or OTHER.", $"{path}.type");
        RequireFinite(survey.ScaleMin, $"{path}.scale_min");
        RequireFinite(survey.ScaleMax, $"{path}.scale_max");
        RequireFinite(survey.SatisfiedFrom ?? 0, $"{path}.satisfied_from");
        var (min, max, satisfiedFrom) = DefaultOf(survey.Type);
        var completed = survey with
        {
            ScaleMin = survey is { ScaleMin: 0, ScaleMax: 0 } ? min : survey.ScaleMin,
            ScaleMax = survey is { ScaleMin: 0, ScaleMax: 0 } ? max : survey.ScaleMax,
        };

        // Some clients send a 0 that nobody chose; where 0 is no answer it can't be meant.
        var isGiven = survey.SatisfiedFrom is { } from && (from != 0 || (survey.Type != SurveyType.Nps && completed is { ScaleMin: <= 0, ScaleMax: >= 0 }));
        completed = completed with { SatisfiedFrom = isGiven ? survey.SatisfiedFrom : satisfiedFrom };

        if (Math.Abs(completed.ScaleMin) > MaxMagnitude)
            throw Invalid("OUT_OF_RANGE", $"A scale lies within ±{MaxMagnitude}; scale_min is {completed.ScaleMin}.", $"{path}.scale_min");
        if (Math.Abs(completed.ScaleMax) > MaxMagnitude)
            throw Invalid("OUT_OF_RANGE", $"A scale lies within ±{MaxMagnitude}; scale_max is {completed.ScaleMax}.", $"{path}.scale_max");
        if (completed.ScaleMin >= completed.ScaleMax)
            throw Invalid("INVALID_SCALE", $"scale_min must be below scale_max; they are {completed.ScaleMin} and {completed.ScaleMax}.", $"{path}.scale_min");
        if (completed.Type == SurveyType.Nps)
            CheckNps(completed, path);
        else if (completed.Type != SurveyType.Other && (completed.SatisfiedFrom < completed.ScaleMin || completed.SatisfiedFrom > completed.ScaleMax))
            throw Invalid("INVALID_SCALE", $"satisfied_from must lie on the scale of {completed.ScaleMin} to {completed.ScaleMax}; it is {completed.SatisfiedFrom}.", $"{path}.satisfied_from");
        return completed;
    }

    private static void CheckNps(SurveyDefinition survey, string path)
    {
        var (min, max, _) = DefaultOf(SurveyType.Nps);
        if (survey.ScaleMin != min)
            throw Invalid("INVALID_SCALE", $"The scale of NPS is {min} to {max}; scale_min is {survey.ScaleMin}.", $"{path}.scale_min");
        if (survey.ScaleMax != max)
            throw Invalid("INVALID_SCALE", $"The scale of NPS is {min} to {max}; scale_max is {survey.ScaleMax}.", $"{path}.scale_max");
        if (survey.SatisfiedFrom != NpsPromoterFrom)
            throw Invalid("INVALID_SCALE", $"Promoters of NPS are from {NpsPromoterFrom} on; leave satisfied_from out.", $"{path}.satisfied_from");
    }

    /// <summary>Scale and first satisfied answer by type; a survey that feeds no indicator has no use for the latter.</summary>
    private static (double Min, double Max, double SatisfiedFrom) DefaultOf(SurveyType type) => type switch
    {
        SurveyType.Nps => (0, 10, NpsPromoterFrom),
        SurveyType.Ces => (1, 7, 5),
        SurveyType.Csat => (1, 5, 4),
        _ => (1, 5, 1),
    };
}
