namespace KpiPlatform.Domain.Interactions;

/// <summary>One factor rated beside an answer.</summary>
/// <param name="Name">Name.</param>
/// <param name="Score">Finite.</param>
/// <param name="Importance">Finite, 0 or more; null if not asked.</param>
public sealed record SurveyFactor(string Name, double Score, double? Importance)
{
    /// <summary>Writes the fields of one factor.</summary>
    internal static void Write(FieldWriter factor, SurveyFactor value)
    {
        factor.Text(1, value.Name);
        factor.Real(2, value.Score);
        factor.OptionalReal(3, value.Importance);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    internal static SurveyFactor Read(ref FieldReader factor) => new(factor.Text(1), factor.Real(2), factor.OptionalReal(3));
}
